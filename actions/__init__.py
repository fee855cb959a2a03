"""What does Rasa do when a message was understood? It asks the desk."""

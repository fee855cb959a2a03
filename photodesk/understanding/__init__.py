"""What did they ask? Messages in, a `Reading` out; the dialogue never sees a model or Rasa."""

// What happens when the page loads?

import { DeskAnswer } from "./answer";
import { DeskConversation } from "./conversation";
import { DeskDrafts } from "./drafts";
import { DeskMail } from "./mail";
import { PhotodeskConsole } from "./console";

customElements.define("desk-answer", DeskAnswer);
customElements.define("desk-drafts", DeskDrafts);
customElements.define("desk-conversation", DeskConversation);
customElements.define("desk-mail", DeskMail);
customElements.define("photodesk-console", PhotodeskConsole);

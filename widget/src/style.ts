// How does the widget look?
//
// What a page may change are the --photodesk-… properties and the parts. They are read on an inner element, and the
// host is reset by rules that a page cannot outdo: an important rule inside a shadow tree wins over one outside.

import { css } from "lit";

const DARK = css`
  --paper: var(--photodesk-paper, #1c2024);
  --ink: var(--photodesk-ink, #ecebe6);
  --quiet: var(--photodesk-quiet, #a9b0b7);
  --line: var(--photodesk-line, #3a4147);
  --edge: var(--photodesk-edge, #8b949c);
  --accent: var(--photodesk-accent, #86cbbb);
  --on-accent: var(--photodesk-on-accent, #0c211d);
  --tint: var(--photodesk-tint, #27322f);
  --warm: var(--photodesk-warm, #352c20);
  --on-warm: var(--photodesk-on-warm, #f2c084);
  --alarm: var(--photodesk-alarm, #ff9d8f);
  --lift: 0 2px 4px rgb(0 0 0 / 30%), 0 18px 48px -12px rgb(0 0 0 / 75%);
  color-scheme: dark;
`;

export const style = css`
  :host {
    all: initial !important;
    display: block !important;
    font-size: var(--photodesk-font-size, max(1rem, 16px)) !important;
  }

  :host([hidden]) {
    display: none !important;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  .root {
    --paper: var(--photodesk-paper, #fffdf9);
    --ink: var(--photodesk-ink, #23272b);
    --quiet: var(--photodesk-quiet, #5a6169);
    --line: var(--photodesk-line, #e2dbcf);
    --edge: var(--photodesk-edge, #857d70);
    --accent: var(--photodesk-accent, #1f5a52);
    --on-accent: var(--photodesk-on-accent, #ffffff);
    --tint: var(--photodesk-tint, #eaf1ed);
    --warm: var(--photodesk-warm, #fbeeda);
    --on-warm: var(--photodesk-on-warm, #7d430c);
    --alarm: var(--photodesk-alarm, #9c2f22);
    --radius: var(--photodesk-radius, 1.1em);
    --offset: var(--photodesk-offset, 1.25em);
    --full: 100vh;
    --lift: 0 2px 4px rgb(40 32 16 / 8%), 0 18px 48px -12px rgb(40 32 16 / 32%);
    color-scheme: light;
    color: var(--ink);
    font: 1em / 1.5 var(--photodesk-font, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif);
    overflow-wrap: anywhere;
    text-align: start;
  }

  @supports (height: 100dvh) {
    .root {
      --full: 100dvh;
    }
  }

  @media (prefers-color-scheme: dark) {
    .root:not(.light) {
      ${DARK}
    }
  }

  .root.dark {
    ${DARK}
  }

  button,
  textarea {
    margin: 0;
    color: inherit;
    font: inherit;
    letter-spacing: inherit;
  }

  button {
    min-width: max(24px, 1.5em);
    min-height: max(24px, 1.5em);
    border: 0;
    background: none;
    cursor: pointer;
    text-align: inherit;
    touch-action: manipulation;
  }

  button[aria-disabled="true"] {
    cursor: default;
  }

  a {
    color: var(--accent);
    text-decoration-thickness: 0.06em;
    text-underline-offset: 0.18em;
  }

  a:hover {
    text-decoration-thickness: 0.12em;
  }

  p,
  ol,
  ul,
  h2,
  h3 {
    margin: 0;
    padding: 0;
    list-style: none;
  }

  /* A text keeps its own direction on a page of another. */
  p,
  span,
  textarea,
  .words {
    unicode-bidi: plaintext;
  }

  p,
  span {
    text-align: match-parent;
  }

  svg {
    display: block;
    width: 1.35em;
    height: 1.35em;
    fill: none;
    stroke: currentcolor;
    stroke-linecap: round;
    stroke-linejoin: round;
    stroke-width: 1.8;
  }

  :focus-visible {
    outline: 3px solid var(--accent);
    outline-offset: 2px;
    border-radius: 0.35em;
  }

  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  /* The button that opens it */

  .launcher {
    position: fixed;
    inset-block-end: max(var(--offset), env(safe-area-inset-bottom));
    inset-inline-end: max(var(--offset), env(safe-area-inset-right));
    z-index: var(--photodesk-z, 2147483000);
    display: flex;
    align-items: center;
    gap: 0.55em;
    min-height: 3.4em;
    padding-block: 0.5em;
    padding-inline: 1.15em 1.35em;
    border-radius: 2em;
    background: var(--accent);
    box-shadow: var(--lift);
    color: var(--on-accent);
    font-weight: 600;
  }

  .launcher:hover {
    filter: brightness(1.08);
  }

  .launcher:focus-visible {
    border-radius: 2em;
    outline-offset: 3px;
  }

  .left .launcher {
    inset-inline: max(var(--offset), env(safe-area-inset-left)) auto;
  }

  .unread {
    min-width: 1.6em;
    padding: 0 0.4em;
    border-radius: 1em;
    background: var(--on-accent);
    color: var(--accent);
    font-size: 0.875em;
    text-align: center;
  }

  /* The panel */

  .panel {
    position: fixed;
    inset-block-end: max(var(--offset), env(safe-area-inset-bottom));
    inset-inline-end: max(var(--offset), env(safe-area-inset-right));
    z-index: var(--photodesk-z, 2147483000);
    display: grid;
    grid-template: auto minmax(7em, 1fr) auto / minmax(0, 1fr);
    width: min(var(--photodesk-width, 25.5em), 100vw - 2 * var(--offset));
    height: min(var(--photodesk-height, 43em), var(--full) - 2 * var(--offset));
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--paper);
    box-shadow: var(--lift);
    overflow: hidden auto;
    overscroll-behavior: contain;
  }

  .panel:focus {
    outline: none;
  }

  .left .panel {
    inset-inline: max(var(--offset), env(safe-area-inset-left)) auto;
  }

  .inline .panel {
    position: relative;
    inset: auto;
    z-index: auto;
    width: var(--photodesk-width, 100%);
    height: var(--photodesk-height, 40em);
    box-shadow: none;
  }

  header {
    position: relative;
    display: flex;
    align-items: center;
    gap: 0.25em;
    padding-block: 0.7em;
    padding-inline: 1.15em 0.6em;
    border-block-end: 1px solid var(--line);
  }

  header > div {
    flex: 1;
    min-width: 0;
  }

  h2 {
    font: 600 1.15em / 1.3 var(--photodesk-title-font, "Iowan Old Style", "Palatino Linotype", Palatino, "URW Palladio L", P052, Georgia, serif);
  }

  h3 {
    font-size: 1em;
    font-weight: 650;
  }

  .subtitle {
    color: var(--quiet);
    font-size: 0.8125em;
    line-height: 1.35;
  }

  .subtitle.is-person {
    color: var(--on-warm);
    font-weight: 600;
  }

  .icon {
    display: grid;
    flex: none;
    place-items: center;
    width: 2.75em;
    height: 2.75em;
    border-radius: 50%;
    color: var(--quiet);
  }

  .icon:hover {
    background: var(--tint);
    color: var(--ink);
  }

  .icon:focus-visible {
    border-radius: 50%;
    outline-offset: -2px;
  }

  .menu {
    position: absolute;
    inset-block-start: calc(100% - 0.4em);
    inset-inline-end: 0.6em;
    z-index: 1;
    display: grid;
    max-width: calc(100% - 1.2em);
    padding: 0.35em;
    border: 1px solid var(--line);
    border-radius: 0.8em;
    background: var(--paper);
    box-shadow: var(--lift);
  }

  .menu button {
    padding: 0.55em 0.9em;
    border-radius: 0.5em;
    font-size: 0.9375em;
  }

  .menu button:hover {
    background: var(--tint);
  }

  .menu .grave {
    color: var(--alarm);
  }

  /* What was said */

  .paper {
    position: relative;
    min-height: 0;
    padding: 1.1em 1.15em 0.4em;
    overflow-y: auto;
    overscroll-behavior: contain;
  }

  .paper:focus-visible {
    border-radius: 0;
    outline-offset: -3px;
  }

  .greeting p {
    margin-block-end: 0.9em;
    color: var(--quiet);
    font-size: 0.9375em;
  }

  .greeting .hello {
    margin-block-end: 0.25em;
    color: var(--ink);
    font: 500 1.4em / 1.3 var(--photodesk-title-font, "Iowan Old Style", "Palatino Linotype", Palatino, "URW Palladio L", P052, Georgia, serif);
  }

  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
    margin-block-start: 0.7em;
  }

  .choice {
    min-height: 2.5em;
    padding: 0.4em 1em;
    border: 1.5px solid var(--accent);
    border-radius: 1.35em;
    color: var(--accent);
    font-size: 0.9375em;
    line-height: 1.3;
  }

  .choice:hover:not([aria-disabled]) {
    background: var(--tint);
  }

  .choice:focus-visible {
    border-radius: 1.35em;
  }

  .choice[aria-disabled] {
    border-color: var(--line);
    color: var(--quiet);
  }

  .choice[aria-pressed] {
    border-color: var(--accent);
    background: var(--tint);
    color: var(--ink);
  }

  .choice[aria-pressed]::before {
    content: "✓ ";
    content: "✓ " / "";
  }

  .said {
    display: flow-root;
    margin-block-end: 1.1em;
  }

  .words {
    width: fit-content;
    max-width: min(100%, 38em);
    padding: 0.65em 1em;
    border-radius: 1.1em;
    border-start-start-radius: 0.3em;
    background: var(--tint);
    white-space: pre-line;
  }

  * + .words {
    margin-block-start: 0.5em;
  }

  .unseen + .words,
  .who + .words {
    margin-block-start: 0;
  }

  .from-asker .words {
    max-width: min(86%, 38em);
    margin-inline-start: auto;
    border-radius: 1.1em;
    border-end-end-radius: 0.3em;
    background: var(--accent);
    color: var(--on-accent);
    white-space: pre-wrap;
  }

  .from-agent .words {
    background: var(--warm);
  }

  .who {
    margin-block-end: 0.15em;
    color: var(--quiet);
    font-size: 0.875em;
  }

  .is-unsent .words {
    outline: 1.5px dashed var(--alarm);
    outline-offset: -1px;
    background: transparent;
    color: var(--ink);
  }

  .trouble {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 0 0.75em;
    margin-block-start: 0.35em;
    color: var(--alarm);
    font-size: 0.875em;
    text-align: end;
  }

  .plain {
    padding: 0.1em 0.3em;
    color: var(--accent);
    text-decoration: underline;
    text-decoration-thickness: 0.06em;
    text-underline-offset: 0.18em;
  }

  .sources {
    margin-block-start: 0.45em;
    padding-inline-start: 1em;
    font-size: 0.875em;
  }

  .sources li {
    padding-block: 0.1em;
    padding-inline-start: 1.4em;
    text-indent: -1.4em;
  }

  .sources li::before {
    content: "§";
    content: "§" / "";
    display: inline-block;
    width: 1.4em;
    color: var(--quiet);
    text-indent: 0;
  }

  .rating {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 0.35em;
    margin-block-start: 0.45em;
    padding-inline-start: 1em;
    color: var(--quiet);
    font-size: 0.875em;
  }

  .rule {
    display: flex;
    align-items: center;
    gap: 0.75em;
    margin-block: 0.3em 1.1em;
    color: var(--on-warm);
    font-size: 0.875em;
    text-align: center;
  }

  .rule::before,
  .rule::after {
    content: "";
    flex: 1;
    min-width: 1em;
    border-block-start: 1px solid;
    opacity: 0.45;
  }

  .order {
    max-width: 38em;
    margin-block-start: 0.6em;
    padding: 0.8em 1em;
    border: 1px solid var(--line);
    border-radius: 0.8em;
    font-size: 0.9375em;
  }

  .order-name {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 1em;
  }

  .order-name b {
    font-weight: 650;
    font-variant-numeric: tabular-nums;
  }

  .order-name span,
  .order-placed {
    color: var(--quiet);
  }

  .steps {
    margin-block-start: 0.7em;
  }

  .steps li {
    position: relative;
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 0.8em;
    padding-block-end: 0.5em;
    padding-inline-start: 1.7em;
    color: var(--quiet);
  }

  .steps li:last-child {
    padding-block-end: 0;
  }

  .steps li::before {
    content: "";
    position: absolute;
    inset-block-start: 0.42em;
    inset-inline-start: 0.1em;
    width: 0.7em;
    height: 0.7em;
    border: 2px solid var(--edge);
    border-radius: 50%;
  }

  .steps li:not(:last-child)::after {
    content: "";
    position: absolute;
    inset-block: 1.32em -0.22em;
    inset-inline-start: calc(0.45em - 1px);
    border-inline-start: 2px solid var(--line);
  }

  .steps .is-done::before,
  .steps .is-now::before {
    border-color: var(--accent);
    background: var(--accent);
  }

  .steps .is-done:not(:last-child)::after {
    border-color: var(--accent);
  }

  .steps .is-now {
    color: var(--ink);
    font-weight: 600;
  }

  .steps .is-now::before {
    box-shadow: 0 0 0 3px var(--paper), 0 0 0 5px var(--accent);
  }

  .day {
    color: var(--quiet);
    font-weight: 400;
  }

  .typing {
    display: flex;
    gap: 0.3em;
    width: fit-content;
    margin-block-end: 1.1em;
    padding: 0.9em 1em;
    border-radius: 1.1em;
    border-start-start-radius: 0.3em;
    background: var(--tint);
  }

  .typing i {
    width: 0.5em;
    height: 0.5em;
    border-radius: 50%;
    background: var(--quiet);
  }

  /* Writing */

  .note {
    margin: 0 1.15em 0.6em;
    color: var(--quiet);
    font-size: 0.875em;
  }

  form,
  .confirm {
    padding: 0.7em max(0.9em, env(safe-area-inset-right)) max(0.5em, env(safe-area-inset-bottom))
      max(0.9em, env(safe-area-inset-left));
    border-block-start: 1px solid var(--line);
  }

  .row {
    display: flex;
    align-items: flex-end;
    gap: 0.5em;
  }

  textarea {
    flex: 1;
    min-width: 0;
    min-height: 2.75em;
    max-height: 9em;
    padding: 0.55em 0.9em;
    border: 1px solid var(--edge);
    border-radius: 0.9em;
    background: transparent;
    line-height: 1.5;
    resize: none;
    field-sizing: content;
  }

  textarea:focus-visible {
    border-radius: 0.9em;
    outline-offset: -1px;
  }

  textarea[aria-invalid] {
    border-color: var(--alarm);
  }

  textarea::placeholder {
    color: var(--quiet);
    opacity: 1;
  }

  .send {
    display: grid;
    flex: none;
    place-items: center;
    width: 2.75em;
    height: 2.75em;
    border-radius: 50%;
    background: var(--accent);
    color: var(--on-accent);
  }

  .send:hover {
    filter: brightness(1.08);
  }

  .send:focus-visible {
    border-radius: 50%;
  }

  .send svg:dir(rtl) {
    transform: scaleX(-1);
  }

  .foot {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0 1em;
    padding-block: 0.45em 0.15em;
    font-size: 0.875em;
  }

  .count {
    margin-inline-start: auto;
    color: var(--quiet);
    font-variant-numeric: tabular-nums;
  }

  .count.is-over {
    color: var(--alarm);
    font-weight: 600;
  }

  .confirm {
    display: grid;
    gap: 0.5em;
    padding-block: 1em;
    background: var(--warm);
  }

  .confirm p {
    font-size: 0.9375em;
  }

  .confirm div {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
  }

  .confirm button {
    min-height: 2.6em;
    padding: 0.4em 1.1em;
    border: 1.5px solid var(--ink);
    border-radius: 1.35em;
  }

  .confirm .grave {
    border-color: var(--alarm);
    background: var(--alarm);
    color: var(--paper);
  }

  /* Where it says so in chat.ts as well. */
  @media (max-width: 30em), (max-height: 30em) and (pointer: coarse) {
    .floating .panel {
      inset: var(--seen-top, 0) 0 auto;
      width: auto;
      height: var(--seen-height, var(--full));
      border: 0;
      border-radius: 0;
      padding: env(safe-area-inset-top) env(safe-area-inset-right) 0 env(safe-area-inset-left);
    }
  }

  @media (max-height: 30em) {
    .panel {
      grid-template-rows: auto minmax(4em, 1fr) auto;
    }

    header {
      padding-block: 0.1em;
    }

    .floating .subtitle:not(.is-person) {
      display: none;
    }

    form {
      padding-block-start: 0.3em;
    }

    textarea {
      max-height: 4.5em;
    }
  }

  @media (prefers-reduced-motion: no-preference) {
    .floating .panel {
      animation: rise 0.18s ease-out;
    }

    .typing i {
      animation: breathe 1.2s ease-in-out infinite;
    }

    .typing i:nth-of-type(2) {
      animation-delay: 0.15s;
    }

    .typing i:nth-of-type(3) {
      animation-delay: 0.3s;
    }
  }

  @keyframes rise {
    from {
      opacity: 0;
      translate: 0 0.75em;
    }
  }

  @keyframes breathe {
    50% {
      opacity: 0.25;
    }
  }

  @media (forced-colors: active) {
    .launcher,
    .words,
    .send,
    .typing,
    .unread {
      border: 1px solid;
    }

    .steps .is-done::before,
    .steps .is-now::before,
    .typing i {
      background: CanvasText;
      forced-color-adjust: none;
    }

    .confirm .grave {
      background: ButtonFace;
      color: ButtonText;
    }

    .choice[aria-disabled] {
      border-color: GrayText;
      color: GrayText;
    }
  }

  @media print {
    .launcher,
    form {
      display: none;
    }
  }
`;

// How does the page look?
//
// One sheet for all parts, so that a word of it means the same everywhere. The colours stand in the page's own sheet
// (console.css), as custom properties that reach into every part.

import { css } from "lit";

export const base = css`
  :host {
    display: contents;
  }

  :host(desk-answer) {
    display: block;
  }

  :host([hidden]) {
    display: none !important;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  p,
  ol,
  ul,
  dl,
  dd,
  h1,
  h2,
  h3,
  fieldset,
  form {
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
    list-style: none;
  }

  h1,
  h2,
  h3 {
    font-size: 1rem;
    font-weight: 650;
    line-height: 1.3;
  }

  h1:focus,
  h2:focus,
  main:focus {
    outline: none;
  }

  small {
    font-size: 0.8125rem;
  }

  code {
    font-size: 0.9em;
  }

  a {
    color: var(--accent);
    text-decoration-thickness: 0.06em;
    text-underline-offset: 0.18em;
  }

  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
    border-radius: 4px;
  }

  button,
  input,
  select,
  textarea {
    margin: 0;
    color: inherit;
    font: inherit;
  }

  button {
    min-height: 2rem;
    padding: 0.2rem 0.75rem;
    border: 1px solid var(--edge);
    border-radius: 6px;
    background: var(--card);
    text-align: start;
    cursor: pointer;
    touch-action: manipulation;
  }

  button:hover {
    border-color: var(--accent);
    background: var(--tint);
  }

  button.small {
    min-height: 1.75rem;
    padding: 0.1rem 0.55rem;
    font-size: 0.875rem;
  }

  button[aria-pressed="true"] {
    border-color: var(--accent);
    background: var(--tint);
    box-shadow: inset 0 0 0 1px var(--accent);
  }

  button.solid {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
  }

  button.solid:hover {
    filter: brightness(1.1);
  }

  button[aria-disabled="true"] {
    border-color: var(--line);
    background: var(--paper);
    color: var(--quiet);
    cursor: not-allowed;
    filter: none;
  }

  button.plain {
    min-height: 1.5rem;
    padding: 0 0.2rem;
    border: 0;
    background: none;
    color: var(--accent);
    text-decoration: underline;
    text-underline-offset: 0.18em;
  }

  kbd {
    padding: 0 0.3em;
    border: 1px solid;
    border-radius: 4px;
    font: 0.75rem / 1.35 var(--mono);
    white-space: nowrap;
  }

  button > kbd {
    margin-inline-start: 0.15rem;
  }

  button:not(.solid) kbd {
    color: var(--quiet);
  }

  input:not([type="radio"], [type="checkbox"]),
  select,
  textarea {
    width: 100%;
    min-height: 2.1rem;
    padding: 0.3rem 0.6rem;
    border: 1px solid var(--edge);
    border-radius: 6px;
    background: var(--card);
  }

  textarea {
    padding: 0.5rem 0.7rem;
    line-height: 1.5;
    resize: vertical;
  }

  input[type="radio"],
  input[type="checkbox"] {
    width: 1.1rem;
    height: 1.1rem;
    accent-color: var(--accent);
  }

  textarea:focus-visible,
  input:focus-visible,
  select:focus-visible {
    outline-offset: -1px;
    border-radius: 6px;
  }

  textarea[aria-invalid] {
    border-color: var(--alarm);
  }

  mark {
    padding: 0 0.1em;
    border-radius: 3px;
    background: var(--mark);
    color: inherit;
  }

  .quiet,
  time {
    color: var(--quiet);
    font-size: 0.875rem;
  }

  .good {
    color: var(--accent);
  }

  .warn {
    color: var(--on-warm);
    font-size: 0.875rem;
  }

  .warning {
    margin-block: 0.5rem;
    padding: 0.5rem 0.7rem;
    border-inline-start: 4px solid var(--on-warm);
    border-radius: 4px;
    background: var(--warm);
  }

  .alarm {
    margin-block: 0.35rem;
    color: var(--alarm);
    font-weight: 600;
  }

  .tag {
    padding: 0 0.45rem;
    border: 1px solid var(--line);
    border-radius: 1rem;
    font-size: 0.8125rem;
  }

  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .skip {
    position: absolute;
    inset-inline-start: -999rem;
  }

  .skip:focus {
    inset: 0.4rem auto auto 0.5rem;
    z-index: 2;
    padding: 0.4rem 0.8rem;
    background: var(--card);
  }

  .scroll {
    min-height: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
  }

  .row {
    display: flex;
    gap: 0.4rem;
  }

  .row > button {
    flex: none;
    min-height: 2.1rem;
  }

  .between {
    justify-content: space-between;
    align-items: center;
  }

  .chips,
  .doings {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.35rem;
  }

  .empty {
    display: grid;
    place-content: center;
    height: 100%;
    padding: 1.5rem;
    color: var(--quiet);
    text-align: center;
  }

  /* The whole */

  .root {
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, 1fr);
    height: 100vh;
    height: 100dvh;
    background: var(--paper);
    color: var(--ink);
  }

  .top {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 0.75rem;
    padding: 0.4rem 1rem;
    border-block-end: 1px solid var(--line);
    background: var(--card);
  }

  .brand {
    color: var(--ink);
    font-weight: 700;
    text-decoration: none;
  }

  .top nav {
    display: flex;
    flex-wrap: wrap;
    gap: 0.15rem;
  }

  .top nav a {
    padding: 0.2rem 0.6rem;
    border-radius: 6px;
    color: var(--ink);
    text-decoration: none;
  }

  .top nav a:hover,
  .top nav a[aria-current] {
    background: var(--tint);
  }

  .top nav a[aria-current] {
    color: var(--accent);
    font-weight: 600;
  }

  .me {
    color: inherit;
    text-decoration: none;
  }

  .live {
    flex: 1;
    color: var(--on-warm);
    font-size: 0.875rem;
    text-align: end;
  }

  .desk {
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(15rem, 19rem) minmax(0, 1fr);
    min-height: 0;
  }

  main {
    min-width: 0;
    min-height: 0;
  }

  .column-head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.3rem 0.6rem;
    min-height: 3rem;
    padding: 0.45rem 1rem;
    border-block-end: 1px solid var(--line);
  }

  .column-head h1,
  .column-head h2 {
    overflow-wrap: anywhere;
  }

  .column-head h2 {
    flex: 1;
  }

  .back {
    display: none;
    padding: 0.3rem 0;
  }

  /* The inbox */

  .inbox {
    display: grid;
    grid-template-rows: auto auto auto minmax(0, 1fr);
    align-content: start;
    min-height: 0;
    border-inline-end: 1px solid var(--line);
    background: var(--card);
  }

  .inbox > .scroll,
  .inbox > .empty-view {
    grid-row: 4;
  }

  .inbox > .alarm {
    padding-inline: 1rem;
  }

  .views {
    display: grid;
    grid-template-columns: repeat(5, minmax(0, 1fr));
    gap: 0.2rem;
    padding: 0.5rem 0.6rem 0.3rem;
  }

  .views button {
    display: grid;
    justify-items: center;
    padding: 0.15rem 0.1rem;
    border-color: transparent;
    font-size: 0.8125rem;
    line-height: 1.3;
  }

  .views b {
    min-height: 1.3em;
    font-size: 0.9375rem;
    font-variant-numeric: tabular-nums;
  }

  .steps-through {
    display: flex;
    gap: 0.35rem;
    padding: 0 0.6rem 0.5rem;
    border-block-end: 1px solid var(--line);
  }

  .steps-through select {
    flex: 1;
    width: auto;
    min-width: 0;
    min-height: 1.75rem;
    padding: 0 0.25rem;
    font-size: 0.875rem;
  }

  .steps-through button {
    border-color: transparent;
    background: none;
    color: var(--quiet);
  }

  .empty-view,
  .rest {
    padding: 1rem;
  }

  .item {
    display: grid;
    gap: 0.1rem;
    padding: 0.55rem 0.9rem 0.6rem 0.8rem;
    border-block-end: 1px solid var(--line);
    border-inline-start: 4px solid transparent;
    color: inherit;
    text-decoration: none;
  }

  .item:hover {
    background: var(--tint);
  }

  .item[aria-current] {
    border-inline-start-color: var(--accent);
    background: var(--tint);
  }

  .item:focus-visible {
    outline-offset: -2px;
  }

  .line {
    display: flex;
    align-items: baseline;
    gap: 0.4rem;
    min-width: 0;
  }

  .name {
    flex: 1;
    overflow: hidden;
    font-weight: 500;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .is-unread .name {
    font-weight: 700;
  }

  .badge {
    min-width: 1.35rem;
    padding: 0 0.35rem;
    border-radius: 1rem;
    background: var(--accent);
    color: var(--on-accent);
    font-size: 0.8125rem;
    font-weight: 600;
    text-align: center;
  }

  .last {
    display: -webkit-box;
    overflow: hidden;
    min-height: 2.6em;
    font-size: 0.875rem;
    line-height: 1.3;
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }

  /* A conversation, with the drafts beside it */

  .panes {
    display: grid;
    grid-template: minmax(0, 1fr) / minmax(0, 1fr) minmax(20rem, 26rem);
    height: 100%;
  }

  .panes.mail {
    grid-template-columns: minmax(18rem, 1fr) minmax(20rem, 1.2fr) minmax(20rem, 26rem);
  }

  .talk,
  .letter-in {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
  }

  .letter-in {
    border-inline-end: 1px solid var(--line);
  }

  .letter-in form {
    display: grid;
    flex: 1;
    align-content: start;
    gap: 0.8rem;
    padding: 0.8rem 1rem;
  }

  .letter-in h1 {
    flex: 1;
  }

  .column-head .doings {
    flex-basis: 100%;
  }

  .switch {
    display: none;
    gap: 0.35rem;
    margin-inline-start: auto;
  }

  .small-screen {
    display: none;
    flex-basis: 100%;
    align-items: center;
  }

  .paper {
    flex: 1;
    min-height: 8rem;
    padding: 0.8rem 1rem;
  }

  .paper:focus-visible {
    outline-offset: -3px;
  }

  .card {
    padding-block-end: 0.5rem;
    font-size: 0.9375rem;
    line-height: 1.4;
    overflow-wrap: anywhere;
  }

  .short {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }

  .cards {
    margin: -0.8rem -1rem 0.8rem;
    padding: 0.5rem 1rem 0;
    border-block-end: 1px solid var(--line);
    background: var(--paper);
  }

  @media (min-width: 48rem) and (min-height: 42rem) {
    .cards {
      position: sticky;
      inset-block-start: -0.8rem;
      z-index: 1;
    }
  }

  .steps {
    display: flex;
    flex-wrap: wrap;
    gap: 0.15rem 0.35rem;
    margin-block-start: 0.3rem;
    font-size: 0.875rem;
  }

  .steps li {
    display: flex;
    gap: 0.3rem;
    align-items: baseline;
    padding: 0 0.5rem;
    border: 1px solid var(--line);
    border-radius: 1rem;
    color: var(--quiet);
  }

  .steps .is-done {
    color: var(--ink);
  }

  .steps .is-done::before {
    content: "✓";
    content: "✓" / "";
  }

  .steps .is-now {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
  }

  .said {
    max-width: 42rem;
    margin-block-end: 0.7rem;
  }

  .who {
    color: var(--quiet);
    font-size: 0.8125rem;
  }

  .words {
    width: fit-content;
    max-width: 100%;
    padding: 0.4rem 0.7rem;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--card);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
    unicode-bidi: plaintext;
  }

  * + .words {
    margin-block-start: 0.2rem;
  }

  .from-desk .words {
    border-style: solid none solid solid;
    border-color: transparent transparent transparent var(--edge);
    border-inline-start-width: 2px;
    border-radius: 0;
    background: none;
    padding-block: 0.1rem;
  }

  .from-agent .words {
    border-color: transparent;
    background: var(--tint);
  }

  .from-agent {
    margin-inline-start: auto;
    width: fit-content;
  }

  .from-note .words {
    border: 1px dashed var(--on-warm);
    background: var(--warm);
  }

  .from-note .who {
    color: var(--on-warm);
  }

  .because {
    margin-block-start: 0.15rem;
    padding-inline-start: 0.8rem;
    color: var(--quiet);
    font-size: 0.8125rem;
  }

  .writing {
    padding: 0.4rem 1rem 0.7rem;
    border-block-start: 1px solid var(--line);
    background: var(--card);
  }

  .writing.whole {
    flex: 1;
    min-height: 0;
    padding-block-start: 0.8rem;
    border: 0;
    overflow-y: auto;
  }

  .presence {
    min-height: 0;
  }

  .presence .warning {
    margin-block: 0.2rem;
    padding-block: 0.15rem;
    font-size: 0.875rem;
  }

  .tabs {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.35rem;
    margin-block: 0.2rem 0.4rem;
  }

  .told,
  .done {
    min-height: 1.75rem;
    color: var(--accent);
    font-weight: 600;
  }

  .done {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem;
    margin-block-start: 0.6rem;
  }

  .box {
    display: grid;
    gap: 0.25rem;
  }

  .box > label {
    font-size: 0.875rem;
    font-weight: 600;
  }

  .box.note textarea {
    border-style: dashed;
    background: var(--warm);
  }

  .about p {
    min-height: 1.5rem;
  }

  .sending {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: 0.3rem 0.8rem;
  }

  .sending p {
    flex: 1 1 12rem;
    overflow-wrap: anywhere;
  }

  .send {
    max-width: 100%;
    overflow-wrap: anywhere;
  }

  .reason {
    display: grid;
    gap: 0.4rem;
    padding: 0.6rem 1rem;
    border-block-end: 1px solid var(--line);
    background: var(--tint);
  }

  .reason > label,
  .reason > p {
    font-size: 0.875rem;
    font-weight: 600;
  }

  .writing > .reason,
  .drafts .reason {
    margin-block: 0.5rem;
    padding-inline: 0.7rem;
    border: 0;
    border-radius: 6px;
  }

  /* Drafts */

  .drafts {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
    border-inline-start: 1px solid var(--line);
  }

  .drafts > .scroll {
    flex: 1;
    padding: 0.7rem 1rem 1rem;
  }

  .choices {
    display: grid;
    gap: 0.3rem;
    margin-block-end: 0.6rem;
  }

  .choice {
    display: flex;
    gap: 0.5rem;
    align-items: baseline;
    padding-block: 0.3rem;
    line-height: 1.3;
  }

  .choice b {
    font-weight: 600;
  }

  .choice small {
    display: block;
    color: var(--quiet);
  }

  .letter {
    display: grid;
    gap: 0.7rem;
    margin-block: 0.6rem 0.4rem;
    padding: 0.7rem 0.9rem;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--card);
    overflow-wrap: anywhere;
  }

  .sentence {
    border-radius: 3px;
    cursor: help;
  }

  .sentence.is-shown {
    background: var(--mark);
  }

  .sentence small {
    color: var(--quiet);
  }

  .sentence.is-changed {
    color: var(--quiet);
    text-decoration: line-through;
    text-decoration-thickness: 0.06em;
  }

  .source {
    min-height: 5.2rem;
    padding: 0.4rem 0.9rem;
    border-inline-start: 2px solid var(--accent);
    font-size: 0.875rem;
    overflow-wrap: anywhere;
  }

  .drafts h3 {
    margin-block: 0.8rem 0.2rem;
    font-size: 0.875rem;
  }

  .why {
    display: grid;
    gap: 0.4rem;
    font-size: 0.9375rem;
  }

  /* A mail */

  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(11rem, 100%), 1fr));
    gap: 0.5rem;
  }

  .fields label {
    font-size: 0.875rem;
    font-weight: 600;
  }

  .fields input,
  .fields select {
    font-weight: 400;
  }

  legend {
    padding: 0;
    font-size: 0.875rem;
    font-weight: 600;
  }

  .radio {
    display: inline-flex;
    align-items: center;
    gap: 0.4rem;
    min-height: 1.75rem;
    margin-inline-end: 1rem;
  }

  .as-read {
    max-height: 22rem;
    padding: 0.5rem 0.7rem;
    border: 1px solid var(--line);
    border-radius: 6px;
    background: var(--card);
    overflow: auto;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
    unicode-bidi: plaintext;
  }

  textarea {
    max-height: 34vh;
    field-sizing: content;
  }

  #box {
    min-height: 6.5rem;
  }

  #mail {
    min-height: 14rem;
  }

  .in-full {
    height: min(36rem, 58vh);
    max-height: none;
  }

  /* The keys */

  dialog {
    max-width: min(32rem, calc(100vw - 2rem));
    padding: 1.2rem 1.4rem;
    border: 1px solid var(--line);
    border-radius: 10px;
    background: var(--card);
    color: var(--ink);
  }

  dialog::backdrop {
    background: rgb(0 0 0 / 45%);
  }

  dialog dl {
    display: grid;
    gap: 0.25rem;
    margin-block: 0.7rem;
  }

  dialog dl div {
    display: grid;
    grid-template-columns: 9.5rem 1fr;
    gap: 0.5rem;
  }

  dialog > p:last-child {
    margin-block-start: 0.8rem;
  }

  @media (max-width: 68rem) {
    .panes,
    .panes.mail {
      grid-template-columns: minmax(0, 1fr);
    }

    /* A mail is one long page: the mail, the drafts, the answer. */
    .panes.mail {
      display: flex;
      flex-direction: column;
      overflow-y: auto;
    }

    .panes.mail > * {
      flex: none;
      min-height: auto;
      border-inline: 0;
    }

    .panes.mail desk-drafts {
      display: block;
    }

    .panes.mail .talk {
      order: 1;
      border-block-start: 1px solid var(--line);
    }

    .panes.mail .scroll,
    .writing.whole {
      overflow: visible;
    }

    .drafts {
      border-inline-start: 0;
    }

    .small-screen,
    .switch {
      display: flex;
    }

    .shows-talk desk-drafts,
    .shows-drafts > .talk > :not(.column-head) {
      display: none;
    }

    .shows-drafts {
      grid-template-rows: auto minmax(0, 1fr);
    }
  }

  /* One column at a time. */
  @media (max-width: 48rem) {
    .desk {
      grid-template-columns: minmax(0, 1fr);
    }

    .on-conversation .inbox {
      display: none;
    }

    /* Nothing to be seen, and the heading is there to be heard. */
    .on-inbox main {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }

    .inbox {
      border: 0;
    }

    /* A finger needs no steps. */
    .steps-through button {
      display: none;
    }

    .back {
      display: block;
    }

    .top {
      padding-inline: 0.7rem;
      gap: 0.1rem 0.4rem;
    }

    .top nav {
      flex-basis: 100%;
      order: 1;
      margin-inline-start: -0.6rem;
    }

    .me,
    button kbd {
      display: none;
    }

    .column-head,
    .paper,
    .writing,
    .drafts > .scroll {
      padding-inline: 0.8rem;
    }
  }

  @media (prefers-reduced-motion: no-preference) {
    button,
    .item {
      transition: background-color 120ms;
    }
  }

  @media (forced-colors: active) {
    .item[aria-current],
    button[aria-pressed="true"] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;

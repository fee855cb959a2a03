(function(){"use strict";/**
 * @license
 * Copyright 2019 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */const W=globalThis,Z=W.ShadowRoot&&(W.ShadyCSS===void 0||W.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,X=Symbol(),ge=new WeakMap;let $e=class{constructor(e,t,s){if(this._$cssResult$=!0,s!==X)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o;const t=this.t;if(Z&&e===void 0){const s=t!==void 0&&t.length===1;s&&(e=ge.get(t)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),s&&ge.set(t,e))}return e}toString(){return this.cssText}};const at=i=>new $e(typeof i=="string"?i:i+"",void 0,X),ot=(i,...e)=>{const t=i.length===1?i[0]:e.reduce((s,r,n)=>s+(o=>{if(o._$cssResult$===!0)return o.cssText;if(typeof o=="number")return o;throw Error("Value passed to 'css' function must be a 'css' function result: "+o+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(r)+i[n+1],i[0]);return new $e(t,i,X)},ht=(i,e)=>{if(Z)i.adoptedStyleSheets=e.map(t=>t instanceof CSSStyleSheet?t:t.styleSheet);else for(const t of e){const s=document.createElement("style"),r=W.litNonce;r!==void 0&&s.setAttribute("nonce",r),s.textContent=t.cssText,i.appendChild(s)}},be=Z?i=>i:i=>i instanceof CSSStyleSheet?(e=>{let t="";for(const s of e.cssRules)t+=s.cssText;return at(t)})(i):i;/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */const{is:lt,defineProperty:dt,getOwnPropertyDescriptor:ct,getOwnPropertyNames:ut,getOwnPropertySymbols:pt,getPrototypeOf:mt}=Object,F=globalThis,ve=F.trustedTypes,ft=ve?ve.emptyScript:"",gt=F.reactiveElementPolyfillSupport,D=(i,e)=>i,Q={toAttribute(i,e){switch(e){case Boolean:i=i?ft:null;break;case Object:case Array:i=i==null?i:JSON.stringify(i)}return i},fromAttribute(i,e){let t=i;switch(e){case Boolean:t=i!==null;break;case Number:t=i===null?null:Number(i);break;case Object:case Array:try{t=JSON.parse(i)}catch{t=null}}return t}},we=(i,e)=>!lt(i,e),ye={attribute:!0,type:String,converter:Q,reflect:!1,useDefault:!1,hasChanged:we};Symbol.metadata??=Symbol("metadata"),F.litPropertyMetadata??=new WeakMap;let P=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=ye){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){const s=Symbol(),r=this.getPropertyDescriptor(e,s,t);r!==void 0&&dt(this.prototype,e,r)}}static getPropertyDescriptor(e,t,s){const{get:r,set:n}=ct(this.prototype,e)??{get(){return this[t]},set(o){this[t]=o}};return{get:r,set(o){const h=r?.call(this);n?.call(this,o),this.requestUpdate(e,h,s)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??ye}static _$Ei(){if(this.hasOwnProperty(D("elementProperties")))return;const e=mt(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(D("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(D("properties"))){const t=this.properties,s=[...ut(t),...pt(t)];for(const r of s)this.createProperty(r,t[r])}const e=this[Symbol.metadata];if(e!==null){const t=litPropertyMetadata.get(e);if(t!==void 0)for(const[s,r]of t)this.elementProperties.set(s,r)}this._$Eh=new Map;for(const[t,s]of this.elementProperties){const r=this._$Eu(t,s);r!==void 0&&this._$Eh.set(r,t)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){const t=[];if(Array.isArray(e)){const s=new Set(e.flat(1/0).reverse());for(const r of s)t.unshift(be(r))}else e!==void 0&&t.push(be(e));return t}static _$Eu(e,t){const s=t.attribute;return s===!1?void 0:typeof s=="string"?s:typeof e=="string"?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){const e=new Map,t=this.constructor.elementProperties;for(const s of t.keys())this.hasOwnProperty(s)&&(e.set(s,this[s]),delete this[s]);e.size>0&&(this._$Ep=e)}createRenderRoot(){const e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return ht(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,s){this._$AK(e,s)}_$ET(e,t){const s=this.constructor.elementProperties.get(e),r=this.constructor._$Eu(e,s);if(r!==void 0&&s.reflect===!0){const n=(s.converter?.toAttribute!==void 0?s.converter:Q).toAttribute(t,s.type);this._$Em=e,n==null?this.removeAttribute(r):this.setAttribute(r,n),this._$Em=null}}_$AK(e,t){const s=this.constructor,r=s._$Eh.get(e);if(r!==void 0&&this._$Em!==r){const n=s.getPropertyOptions(r),o=typeof n.converter=="function"?{fromAttribute:n.converter}:n.converter?.fromAttribute!==void 0?n.converter:Q;this._$Em=r;const h=o.fromAttribute(t,n.type);this[r]=h??this._$Ej?.get(r)??h,this._$Em=null}}requestUpdate(e,t,s,r=!1,n){if(e!==void 0){const o=this.constructor;if(r===!1&&(n=this[e]),s??=o.getPropertyOptions(e),!((s.hasChanged??we)(n,t)||s.useDefault&&s.reflect&&n===this._$Ej?.get(e)&&!this.hasAttribute(o._$Eu(e,s))))return;this.C(e,t,s)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(e,t,{useDefault:s,reflect:r,wrapped:n},o){s&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,o??t??this[e]),n!==!0||o!==void 0)||(this._$AL.has(e)||(this.hasUpdated||s||(t=void 0),this._$AL.set(e,t)),r===!0&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(t){Promise.reject(t)}const e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(const[r,n]of this._$Ep)this[r]=n;this._$Ep=void 0}const s=this.constructor.elementProperties;if(s.size>0)for(const[r,n]of s){const{wrapped:o}=n,h=this[r];o!==!0||this._$AL.has(r)||h===void 0||this.C(r,void 0,n,h)}}let e=!1;const t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(s=>s.hostUpdate?.()),this.update(t)):this._$EM()}catch(s){throw e=!1,this._$EM(),s}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(t=>t.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(t=>this._$ET(t,this[t])),this._$EM()}updated(e){}firstUpdated(e){}};P.elementStyles=[],P.shadowRootOptions={mode:"open"},P[D("elementProperties")]=new Map,P[D("finalized")]=new Map,gt?.({ReactiveElement:P}),(F.reactiveElementVersions??=[]).push("2.1.2");/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */const ee=globalThis,ke=i=>i,K=ee.trustedTypes,xe=K?K.createPolicy("lit-html",{createHTML:i=>i}):void 0,Ae="$lit$",A=`lit$${Math.random().toFixed(9).slice(2)}$`,_e="?"+A,$t=`<${_e}>`,S=document,L=()=>S.createComment(""),H=i=>i===null||typeof i!="object"&&typeof i!="function",te=Array.isArray,bt=i=>te(i)||typeof i?.[Symbol.iterator]=="function",se=`[ 	
\f\r]`,j=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,Se=/-->/g,Ee=/>/g,E=RegExp(`>|${se}(?:([^\\s"'>=/]+)(${se}*=${se}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),Te=/'/g,Ce=/"/g,Ue=/^(?:script|style|textarea|title)$/i,vt=i=>(e,...t)=>({_$litType$:i,strings:e,values:t}),l=vt(1),b=Symbol.for("lit-noChange"),c=Symbol.for("lit-nothing"),Oe=new WeakMap,T=S.createTreeWalker(S,129);function qe(i,e){if(!te(i)||!i.hasOwnProperty("raw"))throw Error("invalid template strings array");return xe!==void 0?xe.createHTML(e):e}const wt=(i,e)=>{const t=i.length-1,s=[];let r,n=e===2?"<svg>":e===3?"<math>":"",o=j;for(let h=0;h<t;h++){const d=i[h];let u,m,p=-1,g=0;for(;g<d.length&&(o.lastIndex=g,m=o.exec(d),m!==null);)g=o.lastIndex,o===j?m[1]==="!--"?o=Se:m[1]!==void 0?o=Ee:m[2]!==void 0?(Ue.test(m[2])&&(r=RegExp("</"+m[2],"g")),o=E):m[3]!==void 0&&(o=E):o===E?m[0]===">"?(o=r??j,p=-1):m[1]===void 0?p=-2:(p=o.lastIndex-m[2].length,u=m[1],o=m[3]===void 0?E:m[3]==='"'?Ce:Te):o===Ce||o===Te?o=E:o===Se||o===Ee?o=j:(o=E,r=void 0);const f=o===E&&i[h+1].startsWith("/>")?" ":"";n+=o===j?d+$t:p>=0?(s.push(u),d.slice(0,p)+Ae+d.slice(p)+A+f):d+A+(p===-2?h:f)}return[qe(i,n+(i[t]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),s]};class B{constructor({strings:e,_$litType$:t},s){let r;this.parts=[];let n=0,o=0;const h=e.length-1,d=this.parts,[u,m]=wt(e,t);if(this.el=B.createElement(u,s),T.currentNode=this.el.content,t===2||t===3){const p=this.el.content.firstChild;p.replaceWith(...p.childNodes)}for(;(r=T.nextNode())!==null&&d.length<h;){if(r.nodeType===1){if(r.hasAttributes())for(const p of r.getAttributeNames())if(p.endsWith(Ae)){const g=m[o++],f=r.getAttribute(p).split(A),$=/([.?@])?(.*)/.exec(g);d.push({type:1,index:n,name:$[2],strings:f,ctor:$[1]==="."?kt:$[1]==="?"?xt:$[1]==="@"?At:V}),r.removeAttribute(p)}else p.startsWith(A)&&(d.push({type:6,index:n}),r.removeAttribute(p));if(Ue.test(r.tagName)){const p=r.textContent.split(A),g=p.length-1;if(g>0){r.textContent=K?K.emptyScript:"";for(let f=0;f<g;f++)r.append(p[f],L()),T.nextNode(),d.push({type:2,index:++n});r.append(p[g],L())}}}else if(r.nodeType===8)if(r.data===_e)d.push({type:2,index:n});else{let p=-1;for(;(p=r.data.indexOf(A,p+1))!==-1;)d.push({type:7,index:n}),p+=A.length-1}n++}}static createElement(e,t){const s=S.createElement("template");return s.innerHTML=e,s}}function R(i,e,t=i,s){if(e===b)return e;let r=s!==void 0?t._$Co?.[s]:t._$Cl;const n=H(e)?void 0:e._$litDirective$;return r?.constructor!==n&&(r?._$AO?.(!1),n===void 0?r=void 0:(r=new n(i),r._$AT(i,t,s)),s!==void 0?(t._$Co??=[])[s]=r:t._$Cl=r),r!==void 0&&(e=R(i,r._$AS(i,e.values),r,s)),e}class yt{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){const{el:{content:t},parts:s}=this._$AD,r=(e?.creationScope??S).importNode(t,!0);T.currentNode=r;let n=T.nextNode(),o=0,h=0,d=s[0];for(;d!==void 0;){if(o===d.index){let u;d.type===2?u=new N(n,n.nextSibling,this,e):d.type===1?u=new d.ctor(n,d.name,d.strings,this,e):d.type===6&&(u=new _t(n,this,e)),this._$AV.push(u),d=s[++h]}o!==d?.index&&(n=T.nextNode(),o++)}return T.currentNode=S,r}p(e){let t=0;for(const s of this._$AV)s!==void 0&&(s.strings!==void 0?(s._$AI(e,s,t),t+=s.strings.length-2):s._$AI(e[t])),t++}}class N{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,s,r){this.type=2,this._$AH=c,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=s,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode;const t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=R(this,e,t),H(e)?e===c||e==null||e===""?(this._$AH!==c&&this._$AR(),this._$AH=c):e!==this._$AH&&e!==b&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):bt(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==c&&H(this._$AH)?this._$AA.nextSibling.data=e:this.T(S.createTextNode(e)),this._$AH=e}$(e){const{values:t,_$litType$:s}=e,r=typeof s=="number"?this._$AC(e):(s.el===void 0&&(s.el=B.createElement(qe(s.h,s.h[0]),this.options)),s);if(this._$AH?._$AD===r)this._$AH.p(t);else{const n=new yt(r,this),o=n.u(this.options);n.p(t),this.T(o),this._$AH=n}}_$AC(e){let t=Oe.get(e.strings);return t===void 0&&Oe.set(e.strings,t=new B(e)),t}k(e){te(this._$AH)||(this._$AH=[],this._$AR());const t=this._$AH;let s,r=0;for(const n of e)r===t.length?t.push(s=new N(this.O(L()),this.O(L()),this,this.options)):s=t[r],s._$AI(n),r++;r<t.length&&(this._$AR(s&&s._$AB.nextSibling,r),t.length=r)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){const s=ke(e).nextSibling;ke(e).remove(),e=s}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}}class V{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,s,r,n){this.type=1,this._$AH=c,this._$AN=void 0,this.element=e,this.name=t,this._$AM=r,this.options=n,s.length>2||s[0]!==""||s[1]!==""?(this._$AH=Array(s.length-1).fill(new String),this.strings=s):this._$AH=c}_$AI(e,t=this,s,r){const n=this.strings;let o=!1;if(n===void 0)e=R(this,e,t,0),o=!H(e)||e!==this._$AH&&e!==b,o&&(this._$AH=e);else{const h=e;let d,u;for(e=n[0],d=0;d<n.length-1;d++)u=R(this,h[s+d],t,d),u===b&&(u=this._$AH[d]),o||=!H(u)||u!==this._$AH[d],u===c?e=c:e!==c&&(e+=(u??"")+n[d+1]),this._$AH[d]=u}o&&!r&&this.j(e)}j(e){e===c?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??"")}}class kt extends V{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===c?void 0:e}}class xt extends V{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==c)}}class At extends V{constructor(e,t,s,r,n){super(e,t,s,r,n),this.type=5}_$AI(e,t=this){if((e=R(this,e,t,0)??c)===b)return;const s=this._$AH,r=e===c&&s!==c||e.capture!==s.capture||e.once!==s.once||e.passive!==s.passive,n=e!==c&&(s===c||r);r&&this.element.removeEventListener(this.name,this,s),n&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}}class _t{constructor(e,t,s){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=s}get _$AU(){return this._$AM._$AU}_$AI(e){R(this,e)}}const St={I:N},Et=ee.litHtmlPolyfillSupport;Et?.(B,N),(ee.litHtmlVersions??=[]).push("3.3.3");const Tt=(i,e,t)=>{const s=t?.renderBefore??e;let r=s._$litPart$;if(r===void 0){const n=t?.renderBefore??null;s._$litPart$=r=new N(e.insertBefore(L(),n),n,void 0,t??{})}return r._$AI(i),r};/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */const ie=globalThis;let v=class extends P{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){const e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){const t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=Tt(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return b}};v._$litElement$=!0,v.finalized=!0,ie.litElementHydrateSupport?.({LitElement:v});const Ct=ie.litElementPolyfillSupport;Ct?.({LitElement:v}),(ie.litElementVersions??=[]).push("4.2.2");/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */const C={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4},Pe=i=>(...e)=>({_$litDirective$:i,values:e});let Re=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,s){this._$Ct=e,this._$AM=t,this._$Ci=s}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}};/**
 * @license
 * Copyright 2020 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */const{I:Ut}=St,Ne=i=>i,Ot=i=>i.strings===void 0,Me=()=>document.createComment(""),I=(i,e,t)=>{const s=i._$AA.parentNode,r=e===void 0?i._$AB:e._$AA;if(t===void 0){const n=s.insertBefore(Me(),r),o=s.insertBefore(Me(),r);t=new Ut(n,o,i,i.options)}else{const n=t._$AB.nextSibling,o=t._$AM,h=o!==i;if(h){let d;t._$AQ?.(i),t._$AM=i,t._$AP!==void 0&&(d=i._$AU)!==o._$AU&&t._$AP(d)}if(n!==r||h){let d=t._$AA;for(;d!==n;){const u=Ne(d).nextSibling;Ne(s).insertBefore(d,r),d=u}}}return t},U=(i,e,t=i)=>(i._$AI(e,t),i),qt={},De=(i,e=qt)=>i._$AH=e,Pt=i=>i._$AH,re=i=>{i._$AR(),i._$AA.remove()};/**
 * @license
 * Copyright 2020 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */const z=Pe(class extends Re{constructor(i){if(super(i),i.type!==C.PROPERTY&&i.type!==C.ATTRIBUTE&&i.type!==C.BOOLEAN_ATTRIBUTE)throw Error("The `live` directive is not allowed on child or event bindings");if(!Ot(i))throw Error("`live` bindings can only contain a single expression")}render(i){return i}update(i,[e]){if(e===b||e===c)return e;const t=i.element,s=i.name;if(i.type===C.PROPERTY){if(e===t[s])return b}else if(i.type===C.BOOLEAN_ATTRIBUTE){if(!!e===t.hasAttribute(s))return b}else if(i.type===C.ATTRIBUTE&&t.getAttribute(s)===e+"")return b;return De(i),e}}),Le={j:"next",k:"previous",t:"take",a:"answer",n:"note",1:"draft1",2:"draft2",3:"draft3",i:"insert",r:"suggest",g:"giveBack",x:"close",h:"handTo",u:"inbox",m:"mail","?":"keys"};function w(i){return Object.entries(Le).find(([,e])=>e===i)?.[0]??""}function Rt(i){if(i.ctrlKey||i.metaKey||i.altKey||i.isComposing||i.defaultPrevented)return;const e=i.composedPath()[0];if(!(e instanceof Element&&e.matches("textarea, select, input:not([type=radio]), [contenteditable]")))return Le[i.key.toLowerCase()]}function ne(i){return i.key==="Enter"&&(i.ctrlKey||i.metaKey)&&!i.isComposing&&i.keyCode!==229}const He={answer:"",beside:""},Y=new Map;class M{constructor(e){this.place=e}read(){try{return{...He,...JSON.parse(Nt(this.#s)??"{}")}}catch{return{...He}}}change(e){const t={...this.read(),..."answer"in e?{id:void 0}:{},...e};Mt(this.#s,t.answer||t.beside||t.before?JSON.stringify(t):null)}letGo(e,t){const s=this.read()[e],r=s.startsWith(t)?s.slice(t.length).trimStart():s;this.change(e==="answer"?{answer:r,used:void 0,before:void 0}:{beside:r})}get#s(){return`photodesk-desk|${this.place}`}}function Nt(i){try{return sessionStorage.getItem(i)??Y.get(i)??null}catch{return Y.get(i)??null}}function Mt(i,e){Y.delete(i);try{e===null?sessionStorage.removeItem(i):sessionStorage.setItem(i,e)}catch{e!==null&&Y.set(i,e)}}const ae={get areOn(){try{return localStorage.getItem("photodesk-desk-keys")!=="off"}catch{return!0}},set areOn(i){try{localStorage.setItem("photodesk-desk-keys",i?"on":"off")}catch{}}},oe="[…]";function Dt(i){return i.split(/\n{2,}/).map(t=>{const s=t.split(`
`),r=s.filter(n=>!/^- .*https?:\/\/\S+$/.test(n));return r.length<s.length&&r.length===1&&r[0]?.endsWith(":")?"":r.map(n=>n.replace(/\s*\(https?:\/\/[^\s()]+\)/g,"").replace(/\s*https?:\/\/\S+/g,"")).join(`
`)}).filter(t=>t.trim()).join(`

`)}function je(i,e){const t=i?.suggestions[e]?.places??[],s=Array.from(i?.text??""),r=t.flatMap(({start:n,end:o})=>s.slice(n,o).join("").split(`
`));return[...new Set(r.map(n=>n.trim()).filter(n=>n.length>1))]}function Be(i,e){const t=[];for(const n of e){const o=i.indexOf(n);o>=0&&t.push([o,o+n.length])}t.sort(([n],[o])=>n-o);const s=[];let r=0;for(const[n,o]of t){if(o<=r)continue;const h=Math.max(n,r);s.push(i.slice(r,h),l`<mark>${i.slice(h,o)}</mark>`),r=o}return[...s,i.slice(r)]}const Lt=/\[([^\][]+)\]\(([^\s()]+)\)|https?:\/\/[^\s<>()[\]"]*[^\s<>()[\]".,:;!?']/g;function he(i){const e=[];let t=0;for(const s of i.matchAll(Lt)){const[r,n=r,o=r]=s;e.push(i.slice(t,s.index),le(n,o)),t=s.index+r.length}return[...e,i.slice(t)]}function le(i,e){try{const t=new URL(e,location.origin);return/^https?:$/.test(t.protocol)?l`<a href=${t.href} target="_blank" rel="noopener noreferrer">${i}</a>`:i}catch{return i}}async function Ie(i){try{return await navigator.clipboard.writeText(i),!0}catch{const e=document.createElement("textarea");e.value=i,document.body.append(e),e.select();const t=document.execCommand("copy");return e.remove(),t}}const G=ot`
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
`,de=new Map,ze=new Set;function y(i){return de.get(i??"")??i??""}async function J(i,e){const t=e.filter(s=>s&&!de.has(s)&&!ze.has(s));if(!t.length)return!1;for(const s of t)ze.add(s);try{for(const{name:s,shown_as:r}of await i.agents())de.set(s,r);return!0}catch{return!1}}async function Ht(i,e){const[t]=/^\S+(?= has )/.exec(e)??[];return t?(await J(i,[t]),y(t)+e.slice(t.length)):e}const ce=new Intl.DateTimeFormat("en-GB",{day:"numeric",month:"short"}),Ge=new Intl.DateTimeFormat("en-GB",{hour:"2-digit",minute:"2-digit"}),jt=new Intl.DateTimeFormat("en-GB",{dateStyle:"long",timeStyle:"short"}),Bt={number:"its number",items:"what was ordered",state:"how it stands",placed:"the day it was placed",email:"its e-mail address"},a={brand:"Photodesk",main:"Main",inboxPage:"Inbox",mailPage:"Mail",numbersPage:"Numbers",gapsPage:"Gaps",articlesPage:"Articles",skip:"Skip to the conversation",keys:"Keys",signOut:"Sign out",changePassword:"Your password",notOut:"You are still signed in:",notLive:"No live line: looking every 15 seconds",news:"News",back:"Inbox",close:"Close",cancel:"Cancel",inbox:"Inbox",views:{open:"Open",mine:"Mine",taken:"Taken",live:"Live",ended:"Ended"},viewsMean:{open:"Waiting for a person",mine:"Yours",taken:"Others have these",live:"Talking with the desk or a person just now",ended:"Given back or closed"},empty:{open:"Nobody waits for a person.",mine:"You have no case. Take one from Open.",taken:"Nobody else has a case.",live:"Nothing was said in the last half hour.",ended:"Nothing has ended yet."},whoseShop:"Shop",allShops:"All shops",onlyNewest:i=>`These are the newest ${i}.`,choose:"Choose a conversation. New ones come by themselves.",loading:"One moment …",unread:"new",next:"Next",previous:"Previous",newCases:i=>i===1?"A new case is open.":`${i} new cases are open.`,nobody:"nobody has it",you:"you have it",has:i=>`${i} has it`,visitor:"A visitor",photographer:i=>`The photographer of ${i}`,authors:{asker:"Customer",desk:"Desk",agent:"Agent"},askerOf:i=>i==="photographer"?"Photographer":"Customer",yours:"You",conversation:"Conversation",messages:"Messages",take:"Take over",join:"Join",giveBack:"Give back",closeCase:"Close",handTo:"Hand to …",copyLink:"Copy link",linkCopied:"The link is copied.",why:"Why a person",asked:"Asked",order:"Order",proven:"Proven to be theirs",notProven:"Not proven to be theirs: tell nothing of it before you are sure",more:i=>`and ${i} more`,placed:i=>`placed on ${i}`,done:"done",rule:"rule",note:"Note",notes:"Only agents read this",writeNote:"Note for agents",keepNote:"Keep the note",noteKept:"The note is kept.",answerTab:"Answer",yourAnswer:"Your answer",send:i=>`Send to ${i}`,readInChat:(i,e)=>`${i} reads it in the chat${e?" and by mail":""}.`,sending:"Sending …",sent:"Sent.",emptyAnswer:"There is nothing to send yet.",takeFirst:"Take the case over first: what you typed stays here.",anotherHas:i=>`${i} has this case, so you cannot send. What you typed stays here.`,hasEnded:"This case has ended. Join to go on; what you typed stays here.",ended:{given_back:"Given back to the desk",closed:"Closed"},takenMeanwhile:i=>`Not done: ${i} What you typed stays here.`,looks:i=>`${i.join(" and ")} ${i.length===1?"looks":"look"} at this too`,writes:i=>`${i.join(" and ")} ${i.length===1?"writes":"write"} here just now`,reasonToClose:"Why is it closed? (agents read it)",reasonToGiveBack:"Why is it given back? (agents read it)",reasons:{close:["answered","answered elsewhere","no answer needed"],giveBack:["answered","the desk can do the rest"]},toWhom:"Who is to have it?",nobodyElse:"Nobody else answers for this queue.",handOver:"Hand over",handed:i=>`${i} has it now.`,talk:"Conversation",drafts:"Drafts",draftsTitle:"What you could answer",thinking:"Looking for an answer …",nothingAsked:"Nothing has been asked since the last answer.",suggest:"Suggest answers",suggestAnew:"More was said: suggest anew",ready:i=>i===1?"One draft is here.":`${i} drafts are here.`,draft:i=>`Draft ${i}`,noTopic:"no question of ours",to:{consumer:"to the customer",photographer:"to the photographer",customer:"for the photographer to pass on"},sure:i=>i>=.9?"sure":i>=.6?"rather sure":"a guess",insert:"Insert",undo:"Put back what was there",noneFits:"Does not fit",whyNot:"What is wrong with it? Choose, or say it in your own words.",rejections:["another question was asked","wrong for this case","badly put"],reject:"Reject",reasonFirst:"Say what is wrong with it first.",told:"Noted, thank you.",whyThis:"Why this",whySentence:"Each sentence tells where it comes from: point at it, or go through them with the arrow keys.",withAddress:"link",changed:"changed by you",sources:{reply:"From the reply",phrase:"The desk’s own words",links:"A link to the article",settings:"The sign-off of your team"},facts:i=>`From the order: ${i.map(e=>Bt[Ze(e)]??Ze(e).replace(/_/g," ")).join(", ")}`,gapsLeft:i=>i===1?"One gap […] is left to fill in.":`${i} gaps […] are left to fill in.`,fillGap:"Write what belongs in […] first: it is written nowhere.",nextGap:"Go to the gap",mailTitle:"Answer a mail",mail:"The mail",mailHint:"Paste it here. It is read as it is, and no mail is sent from here.",wroteIt:"Who wrote it",aConsumer:"A customer",aPhotographer:"A photographer",from:"From (address)",number:"Order number",optional:"found in the text when left empty",shop:"Shop",whichShop:"Say which shop was written to.",asRead:"The mail as it was read",changeMail:"Change the mail",tooLong:i=>`Only the first ${i.toLocaleString("en-GB")} characters are read.`,emptyMail:"Paste the mail first.",whichOrder:"Which order is meant?",copy:"Copy",copyWithoutLinks:"Copy without links",copied:"Copied. Paste it into your mail.",notCopied:"The browser does not let this page copy: mark the text and copy it yourself.",nextMail:"Next mail",lastMail:"Put back the mail before and its answer",keysTitle:"Keys",keysHint:"They do nothing while you type. Escape leaves a box.",keysOn:"Single keys do something",keyMeanings:[["j or ↓, k or ↑","the next or last in the inbox, and Enter opens it"],["u","back to the inbox"],["t","take over"],["a","write an answer"],["1 2 3","choose a draft"],["i","insert the chosen draft"],["r","suggest anew"],["Ctrl+Enter","send; on the mail page suggest, then copy"],["Ctrl+Shift+Enter","copy without links"],["n","write a note; on the mail page the next mail"],["g","give back"],["x","close"],["h","hand to another"],["m","answer a mail"],["?","these keys"]],states:{cart:"In the cart",awaiting_payment:"Awaiting payment",paid:"Paid",awaiting_retouch:"Being retouched",in_production:"In production",shipped:"On its way",delivered:"Delivered",files_sent:"Files sent",cancelled:"Cancelled",refunded:"Refunded"}};function O(i){return i.replace(/[_-]/g," ")}function It(i){return a.states[i]??O(i)}function We({role:i,email:e,shop:t}){return i==="photographer"?e?`${e} (photographer)`:a.photographer(t):e??a.visitor}function Fe({shop:i},{queues:e}){return e.every(t=>t===i)?"":i}function zt({role:i,email:e,shop:t}){return e||(i==="photographer"?`the photographer of ${t}`:"the visitor")}function Ke(i,e){return i?i.state==="open"?a.nobody:i.state==="taken"?i.agent===e?a.you:a.has(y(i.agent)):a.ended[i.state]??"":""}function Gt({reason:i,summary:e}){const t=e.topic?O(e.topic):"",s=e.because&&!/^\w+: /.test(e.because)?e.because:"";if(i==="an agent joins")return"An agent joined by themselves.";if(e.topic==="human_handover")return"They asked for one.";const r=s||O(i.replace(/^handover: /,"").replace(/_/g," "));return t?`${_(t)}: ${r}.`:`${_(r)}.`}function _(i){return i.charAt(0).toUpperCase()+i.slice(1)}function Wt(i,e){const t=Math.floor((e-Date.parse(i))/6e4);return Number.isNaN(t)?"":t<1?"now":t<60?`${t} min`:t<1440?`${Math.floor(t/60)} h`:ce.format(new Date(i))}function Ve(i,e){const t=new Date(i);return t.toDateString()===new Date(e).toDateString()?Ge.format(t):`${ce.format(t)}, ${Ge.format(t)}`}function Ye(i){return i&&!Number.isNaN(Date.parse(i))?ce.format(new Date(i)):""}function Je(i){return jt.format(new Date(i))}function k({status:i,message:e,retryAfter:t}){return i===0?navigator.onLine?"The desk cannot be reached. Nothing is lost: try again.":"You are offline. Nothing is lost.":i===429?`That was much at once. Try again in ${t??"a few"} seconds.`:i===401?"You are no longer signed in.":i===404?"This is not there, or not in your queue.":e||"That did not work. Nothing is lost: try again."}function Ze(i){return i.split(".").pop()??i}const q=4e3;class Ft extends v{static styles=G;static properties={place:{},label:{},full:{type:Boolean}};#s=new M("");#t="";constructor(){super(),this.place="",this.label=a.yourAnswer,this.full=!1}get text(){return this.#s.read().answer}madeFrom(e,t){const{answer:s,used:r}=this.#s.read();return r&&r.suggestion===e?.id&&r.draft===t?s:""}insert(e,t){const s=e.suggestions[t],{answer:r,used:n,before:o}=this.#s.read(),h=r.trim()&&r!==n?.text;this.#a({answer:s.draft,used:{suggestion:e.id,draft:t,text:s.draft},before:h?r:o}),this.#t="",this.updateComplete.then(()=>{this.jumpToGap()||this.focusBox(0)})}clear(){this.#t="",this.#a({answer:"",used:void 0,before:void 0})}isReady(){return this.#t="",this.text.trim()?this.jumpToGap()&&(this.#t=a.fillGap):this.#t=a.emptyAnswer,this.requestUpdate(),this.#t===a.emptyAnswer&&this.focusBox(),!this.#t}focusBox(e){this.#e?.focus(),e!==void 0&&this.#e?.setSelectionRange(e,e),e===0&&this.#e&&(this.#e.scrollTop=0)}jumpToGap(){const e=this.text.indexOf(oe);return e<0||!this.#e?!1:(this.#e.focus(),this.#e.setSelectionRange(e,e+oe.length),!0)}get#e(){return this.renderRoot.querySelector("textarea")}willUpdate(){this.#s.place!==this.place&&(this.#s=new M(this.place),this.#t="")}render(){const{answer:e,before:t}=this.#s.read(),s=e.split(oe).length-1,r=e.length>q*.9;return l`<div class="box">
      <label for="box">${this.label}</label>
      <textarea
        id="box"
        class=${this.full?"in-full":c}
        rows="4"
        maxlength=${q}
        aria-describedby="about"
        aria-invalid=${this.#t?"true":c}
        .value=${z(e)}
        @input=${n=>this.#n(n.target.value)}
        @keydown=${this.#r}
      ></textarea>
      <div id="about" class="about">
        ${this.#t?l`<p class="alarm" role="alert">${this.#t}</p>`:c}
        ${s?l`<p class="warn">
                ${a.gapsLeft(s)}
                <button type="button" class="plain" @click=${()=>this.jumpToGap()}>${a.nextGap}</button>
              </p>`:c}
        ${t!==void 0?l`<p><button type="button" class="plain" @click=${this.#i}>${a.undo}</button></p>`:c}
        ${r?l`<p class="quiet">${e.length} / ${q}</p>`:c}
      </div>
      <slot></slot>
    </div>`}#n(e){this.#t="",this.#a(e.trim()?{answer:e}:{answer:e,used:void 0})}#i(){this.#a({answer:this.#s.read().before??"",used:void 0,before:void 0}),this.updateComplete.then(()=>this.focusBox())}#r(e){e.key==="Escape"&&this.#e?.blur(),ne(e)&&(e.preventDefault(),this.dispatchEvent(new CustomEvent("answer-send",{detail:{withLinks:!e.shiftKey}})))}#a(e){this.#s.change(e),this.requestUpdate(),this.dispatchEvent(new CustomEvent("answer-changed"))}}function Xe(i,{answer:e,used:t}){if(!t)return;const s=e.trim()===t.text.trim(),r={verdict:s?"accepted":"edited",draft:t.draft};i.judge(t.suggestion,s?r:{...r,text:e.trim()}).catch(()=>{})}function Kt({messages:i,notes:e,conversation:t},s,r,n){return[...i.map(h=>[h.at,Vt(h,s,t.role,r,n)]),...e.map(h=>[h.at,Jt(h,n)])].sort(([h],[d])=>Date.parse(h)-Date.parse(d)).map(([,h])=>h)}function Vt(i,e,t,s,r){const{author:n,text:o,answer:h,at:d,name:u}=i,m=n==="agent"?u===s?a.yours:u??a.authors.agent:n==="asker"?a.askerOf(t):a.authors.desk;return l`<li class="said from-${n}">
    <p class="who"><b>${m}</b> <time datetime=${d} title=${Je(d)}>${Ve(d,r)}</time></p>
    ${n==="desk"?(h?.parts?.length?h.parts:[{...h,text:o}]).map(p=>l`<div class="words">${he(p.text)}</div>
                ${Yt(p)}`):l`<div class="words">${n==="asker"?Be(o,e):he(o)}</div>`}
  </li>`}function Yt({rule:i,topic:e,citations:t=[]}){return!i&&!t.length?c:l`<p class="because">
    ${e?O(e):c}${i?l` · ${a.rule} <code>${i}</code>`:c}
    ${t.map(({title:s,url:r})=>l` · § ${le(s,r)}`)}
  </p>`}function Jt({agent:i,text:e,at:t},s){return l`<li class="said from-note">
    <p class="who">
      <b>${a.note}</b> ${y(i)} <time datetime=${t} title=${Je(t)}>${Ve(t,s)}</time> ·
      ${a.notes}
    </p>
    <div class="words">${he(e)}</div>
  </li>`}function Zt(i){const{asked:e}=i.summary;return l`<section class="card" aria-label=${a.why}>
    <p class="short">
      <b>${a.why}</b> ${Gt(i)}
      ${e?l`<span class="quiet">${a.asked}: “${e}”</span>`:c}
    </p>
    ${i.ended_at?l`<p class="quiet">${Xt(i)}</p>`:c}
  </section>`}function Xt({state:i,agent:e,end_reason:t}){return`${a.ended[i]}${e?` by ${y(e)}`:""}${t?`: ${t}`:""}`}function Qt({number:i,state:e,title:t,more:s=0,placed_at:r,steps:n,email:o,proven:h}){return l`<section class="card order" aria-label="${a.order} ${i}">
    <p>
      <b>${a.order} ${i}</b> ${t??c} ${s?a.more(s):c}
      ${r?l`<span class="quiet">${a.placed(Ye(r))}</span>`:c}
    </p>
    <p class="quiet">
      ${o} · <span class=${h?"good":"warn"}>${h?a.proven:a.notProven}</span>
    </p>
    <ol class="steps">
      ${(n??[{state:e,at:null,done:!1}]).map(d=>{const u=d.state===e;return l`<li class=${u?"is-now":d.done?"is-done":""} aria-current=${u?"step":c}>
          ${It(d.state)} ${d.done&&!u?l`<span class="unseen">(${a.done})</span>`:c}
          ${d.at&&(u||d.done)?l`<small>${Ye(d.at)}</small>`:c}
        </li>`})}
    </ol>
  </section>`}const Qe=["open","mine","taken","live","ended"];class ue extends Error{constructor(e,t="",s){super(t),this.status=e,this.retryAfter=s}}const es=45e3,ts=15e3,ss=33e4,is=6e4,rs=6e4;class ns{constructor(e){this.signedOut=e;for(const t of["keydown","pointerdown","pointermove"])addEventListener(t,()=>this.#t=Date.now(),{passive:!0,capture:!0})}#s="";#t=Date.now();async me(){const e=await this.#e("GET","/desk/me");return this.#s=e.csrf??"",e}signOut(){return this.#e("POST","/desk/sign-out")}async agents(){return(await this.#e("GET","/desk/agents")).agents}inbox(e,t){return this.#e("GET",`/desk/conversations?${new URLSearchParams({view:e,shop:t})}`)}conversation(e){return this.#e("GET",`/desk/conversations/${encodeURIComponent(e)}`)}look(e,t,s){return this.#e("POST",`/desk/conversations/${encodeURIComponent(e)}/look`,{message:t,writes:s})}async join(e){return(await this.#e("POST",`/desk/conversations/${encodeURIComponent(e)}/case`)).case}take(e){return this.#e("POST",`/desk/cases/${e}/take`)}say(e,t,s){return this.#e("POST",`/desk/cases/${e}/messages`,{text:t,id:s})}end(e,t,s){return this.#e("POST",`/desk/cases/${e}/${t}`,s?{reason:s}:{})}note(e,t){return this.#e("POST",`/desk/cases/${e}/notes`,{text:t})}handTo(e,t){return this.#e("POST",`/desk/cases/${e}/hand-to`,{to:t})}suggest(e){return this.#e("POST","/desk/suggestions",e)}judge(e,t){return this.#e("POST",`/desk/suggestions/${encodeURIComponent(e)}/feedback`,t)}listen(e,t){let s,r=!1,n=0,o=Date.now();const h=m=>t(r=m),d=()=>{s=new EventSource("/desk/changes"),s.addEventListener("changed",()=>{n=0,o=Date.now(),h(!0),e()}),s.onerror=()=>{s?.readyState===EventSource.CLOSED&&(h(!1),setTimeout(d,Math.min(is,1e3*2**n++)*(.5+Math.random()/2)))}};let u=!1;setInterval(()=>{const m=s?.readyState===EventSource.OPEN;if(m&&Date.now()-o>ss&&(s?.close(),r=!1,o=Date.now(),d()),r&&(m||u))return void(u=m);h(!1),e()},ts),d()}async#e(e,t,s){const r={Accept:"application/json"};e!=="GET"&&(r["X-CSRF-Token"]=this.#s),s!==void 0&&(r["Content-Type"]="application/json"),Date.now()-this.#t>rs&&(r["X-Unattended"]="yes");const n=new AbortController,o=setTimeout(()=>n.abort(),es);try{const h=await fetch(t,{method:e,headers:r,body:s===void 0?null:JSON.stringify(s),cache:"no-store",signal:n.signal});if(h.status===204||h.redirected)return;if(h.ok)return await h.json();h.status===401&&this.signedOut();const d=await h.json().catch(()=>({}));throw new ue(h.status,d.detail,Number(h.headers.get("Retry-After"))||void 0)}catch(h){throw h instanceof ue?h:new ue(0)}finally{clearTimeout(o)}}}const as=1e4,et=1e4,os=80;class hs extends v{static styles=G;static properties={server:{attribute:!1},me:{attribute:!1},conversation:{},pulse:{type:Number},now:{type:Number}};#s=0;#t;#e;#n=[];#i;#r=0;#a="idle";#o="";#$=new Map;#b=0;#u=new M("");#h=!1;#l;#v=[];#f="";#g="";#d=!1;#y=0;#p="talk";#A=!0;#k=new ResizeObserver(([e])=>{e&&this.#A&&(e.target.scrollTop=e.target.scrollHeight)});#E=0;connectedCallback(){super.connectedCallback(),this.#E=setInterval(()=>void this.#U(),as),document.addEventListener("visibilitychange",this.#L)}disconnectedCallback(){super.disconnectedCallback(),clearInterval(this.#E),this.#k.disconnect(),document.removeEventListener("visibilitychange",this.#L)}do(e){const t={draft1:0,draft2:1,draft3:2}[e];if(t!==void 0)return this.#F(t);const r={take:()=>this.#c||this.#V(),answer:()=>this.#j(!1),note:()=>this.#j(!0),insert:()=>this.#K(this.#r),suggest:()=>this.#z(!0),giveBack:()=>void this.#S("giveBack"),close:()=>void this.#S("close"),handTo:()=>void this.#S("handTo")}[e];return!r||!this.#t?!1:(r(),!0)}willUpdate(e){e.has("conversation")?this.#C():e.has("pulse")&&this.#U()}updated(){const e=this.renderRoot.querySelector(".paper");e&&(this.#k.observe(e),this.#A&&(e.scrollTop=e.scrollHeight))}render(){const e=this.#t;if(!e)return l`<div class="empty" role=${this.#e?"alert":c}>
        <p>${this.#e?k(this.#e):a.loading}</p>
      </div>`;const{conversation:t,order:s}=e,r=je(this.#i,this.#r),n=Fe(t,this.me);return l`<div class="panes shows-${this.#p}">
      <section class="talk" aria-labelledby="with">
        <header class="column-head">
          <div class="small-screen">
            <a class="back" href="/desk">← ${a.back}</a>
            ${this.#P()}
          </div>
          <h1 id="with" tabindex="-1">${We(t)}</h1>
          ${n?l`<span class="tag">${n}</span>`:c}
          <span class="quiet">${Ke(t.case,this.me.name)}</span>
          ${this.#N(t.case)}
        </header>
        ${this.#l?this.#x(this.#l):c}
        <div class="paper scroll" @scroll=${this.#I} tabindex="0" role="group" aria-label=${a.messages}>
          ${t.case||s?l`<div class="cards">
                  ${t.case?Zt(t.case):c} ${s?Qt(s):c}
                </div>`:c}
          <ol class="all-said">
            ${Kt(e,r,this.me.shown_as,this.now)}
          </ol>
        </div>
        <div class="writing">${this.#R()} ${this.#T(e)}</div>
      </section>
      <desk-drafts
        .server=${this.server}
        .found=${this.#i}
        .chosen=${this.#r}
        .answer=${this.#_?.madeFrom(this.#i,this.#r)??""}
        .state=${this.#a}
        .told=${this.#o}
        @draft-chosen=${o=>this.#F(o.detail.place)}
        @draft-insert=${o=>this.#K(o.detail.place)}
        @draft-ask=${()=>this.#z(!0)}
      ></desk-drafts>
    </div>`}#P(){const e=t=>l`<button type="button" class="small" aria-pressed=${this.#p===t} @click=${()=>this.#H(t)}>
        ${a[t]}${t==="drafts"&&this.#i?` (${this.#i.suggestions.length})`:c}
      </button>`;return l`<div class="switch" role="group" aria-label=${a.conversation}>
      ${e("talk")}${e("drafts")}
    </div>`}#N(e){const t=(n,o,h,d="")=>l`<button
        type="button"
        class="small ${d}"
        aria-keyshortcuts=${w(n)}
        aria-expanded=${n===this.#l?"true":c}
        @click=${h}
      >
        ${o} <kbd>${w(n)}</kbd>
      </button>`,s=e?.state==="open"||e?.state==="taken",r=e?.state==="taken"&&!this.#c;return l`<div class="doings">
      ${r||this.#c?c:t("take",e?.state==="open"?a.take:a.join,()=>void this.#V(),"solid")}
      ${this.#c?t("giveBack",a.giveBack,()=>void this.#S("giveBack")):c}
      ${s&&!r?t("close",a.closeCase,()=>void this.#S("close")):c}
      ${s&&!r?t("handTo",a.handTo,()=>void this.#S("handTo")):c}
      <button type="button" class="small" @click=${this.#ie}>${a.copyLink}</button>
    </div>`}#x(e){const t=e==="handTo",s=t?a.toWhom:e==="close"?a.reasonToClose:a.reasonToGiveBack,r=this.#t?.conversation.case?.queue??"",n=this.#v.filter(({name:h,queues:d})=>h!==this.me.name&&d.includes(r)),o=l`<button type="button" class="small" @click=${()=>void this.#S(void 0)}>
      ${a.cancel}
    </button>`;return t&&!n.length?l`<div class="reason"><p role="status">${a.nobodyElse}</p><div>${o}</div></div>`:l`<form
      class="reason"
      @submit=${this.#te}
      @keydown=${h=>h.key==="Escape"&&void this.#S(void 0)}
    >
      <label for="reason">${s}</label>
      ${t?c:l`<div class="chips">
              ${a.reasons[e].map(h=>l`<button type="button" class="small" @click=${()=>this.#X(e,h)}>${_(h)}</button>`)}
            </div>`}
      <div class="row">
        ${t?l`<select id="reason">
                ${n.map(({name:h,shown_as:d})=>l`<option value=${h}>${d}</option>`)}
              </select>`:l`<input id="reason" maxlength="200" />`}
        <button class="solid small">
          ${t?a.handOver:e==="close"?a.closeCase:a.giveBack}
        </button>
        ${o}
      </div>
    </form>`}#R(){const e=this.#n.filter(({writes:s})=>s).map(({agent:s})=>y(s)),t=this.#n.filter(({writes:s})=>!s).map(({agent:s})=>y(s));return l`<div class="presence" role="status">
      ${e.length?l`<p class="warning">${a.writes(e)}</p>`:c}
      ${t.length?l`<p class="quiet">${a.looks(t)}</p>`:c}
    </div>`}#T({conversation:e,by_mail:t}){const{case:s}=e,r=zt(e),n=s?.state==="taken"&&!this.#c,o=this.#c?a.readInChat(e.email?r:_(r),t):n?a.anotherHas(y(s?.agent??null)):s&&s.state!=="open"?a.hasEnded:a.takeFirst,h=this.#g||(this.#e?k(this.#e):""),d=(u,m,p)=>l`<button
        type="button"
        class="small"
        aria-pressed=${this.#h===u}
        aria-keyshortcuts=${w(p)}
        @click=${()=>this.#j(u)}
      >
        ${m} <kbd>${w(p)}</kbd>
      </button>`;return l`<div class="tabs" role="group" aria-label=${a.yourAnswer}>
        ${d(!1,a.answerTab,"answer")} ${s?d(!0,a.note,"note"):c}
        <span class="told" role="status">${this.#f}</span>
      </div>
      ${h?l`<p class="alarm" role="alert">${h}</p>`:c}
      <desk-answer
        ?hidden=${this.#h}
        .place=${this.#q}
        @answer-changed=${this.#W}
        @answer-send=${()=>void this.#Y()}
      >
        <div class="sending">
          <p class=${this.#c?"quiet":"warn"}>${o}</p>
          <button
            type="button"
            class="solid send"
            aria-disabled=${!this.#c||this.#d}
            aria-keyshortcuts="Control+Enter"
            @click=${()=>void this.#Y()}
          >
            ${this.#d?a.sending:a.send(r)} <kbd>Ctrl ↵</kbd>
          </button>
        </div>
      </desk-answer>
      ${this.#h?this.#M():c}`}#M(){return l`<form class="box note" @submit=${this.#J}>
      <label for="note">${a.writeNote}</label>
      <textarea
        id="note"
        rows="3"
        maxlength=${q}
        .value=${z(this.#u.read().beside)}
        @input=${e=>this.#u.change({beside:e.target.value})}
        @keydown=${e=>{e.key==="Escape"&&e.target.blur(),ne(e)&&this.#J(e)}}
      ></textarea>
      <div class="sending">
        <p class="quiet">${a.notes}</p>
        <button class="small">${a.keepNote} <kbd>Ctrl ↵</kbd></button>
      </div>
    </form>`}get#c(){const e=this.#t?.conversation.case;return e?.state==="taken"&&e.agent===this.me.name}get#q(){return`${this.me.name}|${this.conversation}`}get#_(){return this.renderRoot.querySelector("desk-answer")}#w(e){return Math.max(0,...(this.#t?.messages??[]).filter(t=>t.author===e).map(({id:t})=>t))}#m(){const e=this.#s;return()=>e===this.#s}#C(){this.#s++,this.#t=this.#i=this.#l=this.#e=void 0,this.#n=[],this.#r=this.#b=this.#y=0,this.#a="idle",this.#o=this.#f=this.#g="",this.#h=this.#d=!1,this.#p="talk",this.#A=!0,this.#u=new M(this.#q),this.#O()}async#O(){const e=this.#m();let t;try{const n=await this.server.conversation(this.conversation);if(await J(this.server,[n.conversation.case?.agent,...n.notes.map(({agent:o})=>o)]),!e())return;if(t=this.#t,this.#e=void 0,t&&n.newest<t.newest)return this.requestUpdate();this.#t=n}catch(n){if(!e())return;this.#e=n,this.requestUpdate();return}if(this.requestUpdate(),await this.updateComplete,!e())return;t?this.#D(this.#t.messages.filter(({id:n})=>!t.messages.some(o=>o.id===n))):this.#U();const r=this.#t.conversation.case?.state==="open"||this.#c;this.#w("asker")<this.#w("agent")?(this.#i||(this.#a="nothing"),this.requestUpdate()):this.#w("asker")>this.#b&&r&&(this.#i?this.#a!=="asking"&&(this.#a="stale"):this.#z(),this.requestUpdate())}#D(e){const t=e.filter(({author:s,name:r})=>s!=="agent"||r!==this.me.shown_as);for(const{author:s,text:r,name:n}of t)this.#G("desk-news",{text:`${n??a.authors[s]}: ${r}`})}#I(e){const{scrollHeight:t,scrollTop:s,clientHeight:r}=e.target;this.#A=t-s-r<os}#L=()=>void this.#U();async#U(){const e=this.#m(),{conversation:t}=this,s=this.#t;if(document.visibilityState!=="visible")return;if(!s){this.#e&&this.#e.status!==404&&await this.#O();return}const r=Math.max(0,...s.messages.map(({id:o})=>o)),n=Date.now()-this.#y<et;try{const{viewers:o,newest:h}=await this.server.look(t,r,n);if(await J(this.server,o.map(({agent:d})=>d)),!e())return;this.#n=o,this.requestUpdate(),this.#G("desk-read",{id:t,message:r}),h!==this.#t?.newest&&(await this.#O(),e()&&this.#t&&Math.max(0,...this.#t.messages.map(({id:d})=>d))>r&&await this.#U())}catch{}}#H(e){this.#p=e,this.requestUpdate()}#W(){const e=Date.now()-this.#y>=et;this.#g=this.#f="",this.#y=this.#_?.text.trim()?Date.now():0,e&&this.#y&&this.#U(),this.requestUpdate()}#j(e){this.#h=e&&!!this.#t?.conversation.case,this.#p="talk",this.requestUpdate(),this.updateComplete.then(()=>this.#h?this.renderRoot.querySelector("#note")?.focus():this.#_?.focusBox())}async#z(e=!1){const t=this.#a;if(t==="asking")return;const s=this.#m(),{conversation:r}=this,n=this.#w("asker"),o=`${r} ${n}`;this.#a="asking",this.#o="",this.#b=n,this.requestUpdate();try{const h=!e&&this.#$.get(o)||await this.server.suggest({conversation:r});if(this.#$.set(o,h),!s())return;if(this.#w("agent")>n)return this.#Q();this.#i=h,this.#r=0,this.#a="idle",this.#G("desk-news",{text:a.ready(h.suggestions.length)})}catch(h){if(!s())return;const d=h.status===409;d&&(this.#i=void 0),this.#a=d?"nothing":t,this.#o=d?"":k(h)}this.requestUpdate()}#Q(){this.#a="nothing",this.requestUpdate(),this.#w("asker")>this.#w("agent")&&this.#z()}#F(e){return this.#i?.suggestions[e]?(this.#r=e,this.#p="drafts",this.requestUpdate(),!0):!1}#K(e){this.#i?.suggestions[e]&&(this.#h=!1,this.#p="talk",this.#_?.insert(this.#i,e),this.requestUpdate())}async#V(){const e=this.#m(),t=this.#t?.conversation.case;await this.#B(async()=>{const{id:s}=t?.state==="open"?t:await this.server.join(this.conversation);await this.server.take(s)}),e()&&this.#c&&this.#_?.focusBox()}async#Y(){const e=this.#_,t=this.#t?.conversation.case;if(!e||this.#d)return;if(!this.#c||!t){this.#g=t?.state==="taken"?a.anotherHas(y(t.agent)):t&&t.state!=="open"?a.hasEnded:a.takeFirst,this.requestUpdate();return}if(!e.isReady())return;const s=this.#m(),r=this.#u,n=r.read(),o=n.id??ls();r.change({id:o}),this.#d=!0,this.requestUpdate();const h=await this.#B(async()=>{await this.server.say(t.id,n.answer.trim(),o),Xe(this.server,n),r.letGo("answer",n.answer),this.#_?.requestUpdate()});s()&&(this.#d=!1,h&&(this.#y=0,this.#i=void 0,this.#a="nothing",this.#A=!0,this.#f=a.sent),this.requestUpdate())}async#J(e){e.preventDefault();const t=this.#t?.conversation.case,s=this.#u,{beside:r}=s.read();if(!t||!r.trim()||this.#d)return;const n=this.#m();this.#d=!0;const o=await this.#B(async()=>{await this.server.note(t.id,r.trim()),s.letGo("beside",r),this.requestUpdate()});n()&&(this.#d=!1,o&&(this.#A=!0,this.#h=s.read().beside!=="",this.#f=a.noteKept),this.requestUpdate(),await this.updateComplete,!this.#h&&!this.#ee&&this.#Z("#with"))}async#S(e){const t=this.#m(),s=this.#t?.conversation.case,r=s?.state==="taken"&&!this.#c,o=s&&!r&&(e==="giveBack"?this.#c:s.state==="open"||s.state==="taken")&&e!==this.#l?e:void 0;if(o==="handTo"){try{this.#v=await this.server.agents()}catch(h){t()&&(this.#g=k(h)),this.requestUpdate();return}if(!t())return}this.#l=o,o&&(this.#p="talk"),this.requestUpdate(),await this.updateComplete,this.#Z(...o?["#reason",".reason button"]:["#with"])}get#ee(){return!!this.renderRoot.activeElement}#Z(...e){e.map(s=>this.renderRoot.querySelector(s)).find(s=>s)?.focus()}#te(e){e.preventDefault();const t=this.renderRoot.querySelector("#reason")?.value.trim()??"";this.#l==="handTo"?this.#se(t):this.#l&&this.#X(this.#l,t)}async#X(e,t){const s=this.#t?.conversation.case;this.#S(void 0),s&&await this.#B(()=>this.server.end(s.id,e==="close"?"close":"give-back",t))}async#se(e){const t=this.#m(),s=this.#t?.conversation.case;this.#S(void 0),s&&await this.#B(()=>this.server.handTo(s.id,e))&&t()&&(this.#f=a.handed(y(e))),this.requestUpdate()}async#ie(){this.#f=await Ie(`${location.origin}/desk/c/${this.conversation}`)?a.linkCopied:a.notCopied,this.requestUpdate()}async#B(e){const t=this.#m();this.#g=this.#f="";let s=!0;try{await e()}catch(r){s=!1;const{status:n,message:o}=r,h=n===409?a.takenMeanwhile(await Ht(this.server,o)):k(r);t()&&(this.#g=h)}return t()&&await this.#O(),this.#G("desk-done",{}),this.requestUpdate(),s}#G(e,t){this.dispatchEvent(new CustomEvent(e,{detail:t}))}}function ls(){return Array.from(crypto.getRandomValues(new Uint8Array(12)),i=>i.toString(16).padStart(2,"0")).join("")}class ds extends v{static styles=G;static properties={server:{attribute:!1},found:{attribute:!1},chosen:{type:Number},answer:{},state:{},told:{}};#s=0;#t=!1;#e=!1;#n=!1;#i=new Set;constructor(){super(),this.chosen=0,this.answer="",this.state="idle",this.told=""}focusTitle(){this.renderRoot.querySelector("#title")?.focus()}willUpdate(e){(e.has("found")||e.has("chosen"))&&(this.#s=0,this.#t=this.#e=this.#n=!1)}render(){const{found:e,state:t,told:s}=this,r=t==="asking";return l`<section class="drafts" aria-labelledby="title" aria-busy=${r}>
      <header class="column-head">
        <h2 id="title" tabindex="-1">${a.draftsTitle}</h2>
        <button
          type="button"
          class=${t==="stale"?"solid small":"small"}
          aria-keyshortcuts="r"
          @click=${()=>this.#p("draft-ask")}
        >
          ${t==="stale"?a.suggestAnew:a.suggest} <kbd>${w("suggest")}</kbd>
        </button>
      </header>
      <div class="scroll">
        ${s?l`<p class="alarm" role="alert">${s}</p>`:c}
        ${r&&!e?l`<p class="quiet">${a.thinking}</p>`:c}
        ${t==="nothing"?l`<p class="quiet">${a.nothingAsked}</p>`:c}
        ${e&&!r?this.#r(e):c}
      </div>
    </section>`}#r({id:e,suggestions:t}){const s=t[this.chosen];return s?l`<div class="choices" role="group" aria-label=${a.drafts}>
        ${t.map((r,n)=>this.#a(r,n))}
      </div>
      ${s.warnings.map(({text:r})=>l`<p class="warning">${r}</p>`)}
      <div class="doings">
        <button type="button" class="solid" aria-keyshortcuts="i" @click=${()=>this.#p("draft-insert")}>
          ${a.insert} <kbd>${w("insert")}</kbd>
        </button>
        <button type="button" id="none-fits" aria-expanded=${this.#e} @click=${this.#f}>
          ${a.noneFits}
        </button>
      </div>
      ${this.#v(e)} ${this.#o(s)} ${this.#l(s)}`:c}#a({why:e,to:t,warnings:s},r){const n=e.map(({topic:u})=>u?O(u):a.noTopic).join(" + "),o=[...new Set(e.map(({order:u})=>u).filter(Boolean))],h=Math.min(...e.map(({confidence:u})=>u)),d=[a.to[t],o.join(", "),e.some(({topic:u})=>u)?a.sure(h):""].filter(Boolean);return l`<button
      type="button"
      class="choice"
      aria-pressed=${r===this.chosen}
      aria-keyshortcuts=${r+1}
      @click=${()=>this.#p("draft-chosen",r)}
    >
      <kbd>${r+1}</kbd>
      <span><b>${_(n)}</b><small>${d.join(" · ")}${s.length?" · ⚠":c}</small></span>
    </button>`}#o({lines:e}){const t=new Map;return e.forEach((s,r)=>t.set(s.paragraph,[...t.get(s.paragraph)??[],[s,r]])),l`<div class="letter" role="group" aria-label=${a.draft(this.chosen+1)} @keydown=${this.#y}>
        ${[...t.values()].map(s=>l`<p>
              ${s.map(([r,n])=>[this.#b(r,n),this.#$(s,n)?l`<br />`:" "])}
            </p>`)}
      </div>
      <div class="source" aria-live="polite">
        ${this.#t?this.#h(e[this.#s]):l`<p class="quiet">${a.whySentence}</p>`}
      </div>`}#$(e,t){return e.some(([s,r])=>r===t+1&&/^(-|\d+\.) /.test(s.text))}#b(e,t){const{text:s,source:r}=e,[,n]=r.kind==="links"?/^(.*): https?:\/\/\S+$/.exec(s)??[]:[];return l`<span
      class="sentence ${this.#t&&t===this.#s?"is-shown":""} ${this.#u(e)?"is-changed":""}"
      role="button"
      tabindex=${t===this.#s?0:-1}
      @mouseenter=${()=>this.#d(t)}
      @focus=${()=>this.#d(t)}
      @click=${()=>this.#d(t)}
      >${n?l`${n} <small>(${a.withAddress})</small>`:s}</span
    >`}#u({text:e}){return this.answer.trim()!==""&&!this.answer.includes(e)}#h(e){if(!e)return c;const{kind:t,key:s,rule:r,facts:n,sections:o=[]}=e.source,h=(this.found?.suggestions[this.chosen]?.parts??[this.found?.suggestions[this.chosen]]).flatMap(u=>u?.citations??[]),d=o.map(u=>{const m=h.find(p=>`${p.article}#${p.section}`===u);return le(m?.title??O(u.split("#")[1]??u),m?.url??`/kb/${u}`)});return l`<p>
        <b>${a.sources[t]}</b> ${t==="reply"||t==="phrase"?l`<code>${s}</code>`:c}
        ${r?l`· ${a.rule} <code>${r}</code>`:c}
      </p>
      ${d.length?l`<p>${d.map((u,m)=>l`${m?" · ":c}§ ${u}`)}</p>`:c}
      ${n?l`<p>${a.facts(n)}</p>`:c}
      ${this.#u(e)?l`<p class="quiet">${_(a.changed)}</p>`:c}`}#l({why:e}){const t=s=>`, ${a.sure(s)} (${Math.round(s*100)} %)`;return l`<h3>${a.whyThis}</h3>
      <ul class="why">
        ${e.map(({topic:s,confidence:r,rule:n,because:o,order:h})=>l`<li>
              <b>${_(s?O(s):a.noTopic)}</b>${s?t(r):c}${h?`, ${h}`:c}
              ${n?l`<br /><span class="quiet">${a.rule} <code>${n}</code>${o?`: ${o}`:c}</span>`:c}
            </li>`)}
      </ul>`}#v(e){return this.#i.has(`${e} ${this.chosen}`)?l`<p class="quiet" role="status">${a.told}</p>`:this.#e?l`<form
      class="reason"
      novalidate
      @submit=${t=>this.#g(t,e)}
      @keydown=${t=>t.key==="Escape"&&this.#f()}
    >
      <label for="wrong">${a.whyNot}</label>
      <div class="chips">
        ${a.rejections.map(t=>l`<button type="button" class="small" @click=${s=>this.#g(s,e,t)}>
            ${_(t)}
          </button>`)}
      </div>
      <div class="row">
        <input
          id="wrong"
          maxlength="200"
          required
          aria-invalid=${this.#n?"true":c}
          aria-describedby=${this.#n?"unsaid":c}
        />
        <button class="small">${a.reject}</button>
      </div>
      ${this.#n?l`<p id="unsaid" class="alarm" role="alert">${a.reasonFirst}</p>`:c}
    </form>`:c}#f(){this.#e=!this.#e,this.#n=!1,this.requestUpdate(),this.renderRoot.querySelector("#none-fits")?.focus()}#g(e,t,s=this.renderRoot.querySelector("#wrong")?.value.trim()){if(e.preventDefault(),this.#n=!s,this.requestUpdate(),!s){this.renderRoot.querySelector("#wrong")?.focus();return}this.#e=!1,this.#i.add(`${t} ${this.chosen}`),this.server.judge(t,{verdict:"rejected",draft:this.chosen,reason:s}).catch(()=>{}),this.focusTitle()}#d(e){this.#s=e,this.#t=!0,this.requestUpdate()}#y(e){const s={ArrowRight:1,ArrowDown:1,ArrowLeft:-1,ArrowUp:-1}[e.key];if(!s)return;e.preventDefault();const r=this.renderRoot.querySelectorAll(".sentence");r[Math.min(Math.max(this.#s+s,0),r.length-1)]?.focus()}#p(e,t=this.chosen){this.dispatchEvent(new CustomEvent(e,{detail:{place:t}}))}}class cs extends v{static styles=G;static properties={server:{attribute:!1},me:{attribute:!1}};#s=new M("");#t=0;#e;#n="consumer";#i="";#r="";#a="";#o;#$=0;#b="";#u="idle";#h="";#l="";#v="";connectedCallback(){super.connectedCallback();const e=new URLSearchParams(location.search);this.#n=e.get("as")==="photographer"?"photographer":"consumer",this.#r=e.get("order")??"",this.updateComplete.then(()=>this.#E?.focus())}do(e){const t={draft1:0,draft2:1,draft3:2}[e];if(t!==void 0)return this.#c(t);if(e==="insert")this.#q(this.#$);else if(e==="suggest")this.#T();else if(e==="answer")this.#k?.focusBox();else if(e==="note")this.#C();else return!1;return!0}willUpdate(e){e.has("me")&&(this.#s=new M(this.#p))}render(){return l`<div class="panes mail">
      <section class="letter-in" aria-labelledby="title">
        <header class="column-head">
          <a class="back" href="/desk">← ${a.back}</a>
          <h1 id="title">${a.mailTitle}</h1>
          <button type="button" class="small" aria-keyshortcuts="n" @click=${this.#C}>
            ${a.nextMail} <kbd>${w("note")}</kbd>
          </button>
        </header>
        <form class="scroll" @submit=${this.#P} @keydown=${this.#N}>
          ${this.#b?this.#g():this.#f()} ${this.#d()}
          <p>
            <button class="solid">${a.suggest} <kbd>Ctrl ↵</kbd></button>
          </p>
        </form>
      </section>
      <section class="talk" aria-label=${a.yourAnswer}>
        <div class="writing whole">
          ${this.#y()} ${this.#l?l`<p class="alarm" role="alert">${this.#l}</p>`:c}
          <desk-answer
            full
            .place=${this.#p}
            @answer-changed=${this.#_}
            @answer-send=${e=>void this.#w(e.detail.withLinks)}
          >
            <div class="sending">
              <button
                type="button"
                class="solid"
                aria-keyshortcuts="Control+Enter"
                @click=${()=>void this.#w(!0)}
              >
                ${a.copy} <kbd>Ctrl ↵</kbd>
              </button>
              <button type="button" aria-keyshortcuts="Control+Shift+Enter" @click=${()=>void this.#w(!1)}>
                ${a.copyWithoutLinks} <kbd>Ctrl Shift ↵</kbd>
              </button>
            </div>
          </desk-answer>
          <p class="done" role="status">
            ${this.#h}
            ${this.#h?l`<button type="button" id="next" class="small" @click=${this.#C}>${a.nextMail}</button>`:c}
          </p>
        </div>
      </section>
      <desk-drafts
        .server=${this.server}
        .found=${this.#o}
        .chosen=${this.#$}
        .answer=${this.#k?.madeFrom(this.#o,this.#$)??""}
        .state=${this.#u}
        .told=${this.#v}
        @draft-chosen=${e=>this.#c(e.detail.place)}
        @draft-insert=${e=>this.#q(e.detail.place)}
        @draft-ask=${()=>void this.#T()}
      ></desk-drafts>
    </div>`}#f(){const{beside:e}=this.#s.read();return l`<div class="box">
      <label for="mail">${a.mail}</label>
      <p class="quiet" id="mail-hint">${a.mailHint}</p>
      <textarea
        id="mail"
        rows="12"
        aria-describedby="mail-hint"
        .value=${z(e)}
        @input=${t=>{this.#s.change({beside:t.target.value}),this.requestUpdate()}}
      ></textarea>
      ${e.length>q?l`<p class="warn">${a.tooLong(q)}</p>`:c}
      ${this.#e&&!e&&!this.#k?.text?l`<p><button type="button" class="plain" @click=${this.#O}>${a.lastMail}</button></p>`:c}
    </div>`}#g(){const e=Be(this.#b,je(this.#o,this.#$));return l`<div class="box">
      <p class="row between">
        <b>${a.asRead}</b> <button type="button" class="plain" @click=${this.#m}>${a.changeMail}</button>
      </p>
      <div class="as-read" tabindex="0" role="group" aria-label=${a.asRead}>${e}</div>
    </div>`}#d(){const e=(s,r)=>l`<label class="radio"
        ><input
          type="radio"
          name="as"
          value=${s}
          .checked=${this.#n===s}
          @change=${()=>this.#x(()=>this.#n=s)}
        />${r}</label
      >`,t=this.#A;return l`<fieldset>
        <legend>${a.wroteIt}</legend>
        ${e("consumer",a.aConsumer)} ${e("photographer",a.aPhotographer)}
      </fieldset>
      <div class="fields">
        <label
          >${a.from}<input
            type="email"
            autocomplete="off"
            maxlength="254"
            .value=${z(this.#i)}
            @input=${s=>this.#i=pe(s)}
        /></label>
        <label
          >${a.number}<input
            autocomplete="off"
            maxlength="64"
            .value=${z(this.#r)}
            @change=${s=>this.#x(()=>this.#r=pe(s))}
        /></label>
        ${t.length>1?l`<label
                >${a.shop}<select id="shop" @change=${s=>this.#a=pe(s)}>
                  <option value="">–</option>
                  ${t.map(s=>l`<option ?selected=${s===this.#a}>${s}</option>`)}
                </select></label
              >`:c}
      </div>
      <p class="quiet">${a.from}, ${a.number.toLowerCase()}: ${a.optional}.</p>`}#y(){const e=[...new Set(this.#o?.suggestions.flatMap(({choices:t})=>t))];return e.length<2?c:l`<div class="reason" role="group" aria-label=${a.whichOrder}>
      <p>${a.whichOrder}</p>
      <div class="chips">
        ${e.map(t=>l`<button type="button" class="small" @click=${()=>this.#R(t)}>${t}</button>`)}
      </div>
    </div>`}get#p(){return`${this.me.name}|mail`}get#A(){return this.me.queues.filter(e=>e!=="service")}get#k(){return this.renderRoot.querySelector("desk-answer")}get#E(){return this.renderRoot.querySelector("#mail")}#P(e){e.preventDefault(),this.#T()}#N(e){e.key==="Escape"&&e.composedPath()[0].blur(),ne(e)&&this.#P(e)}#x(e){e();const t=new URLSearchParams({...this.#r?{order:this.#r}:{},...this.#n==="photographer"?{as:this.#n}:{}});history.replaceState(null,"",`/desk/mail${t.size?`?${t}`:""}`),this.requestUpdate()}#R(e){this.#x(()=>this.#r=e),this.#T()}async#T(){const e=this.#s.read().beside.slice(0,q);if(this.#u==="asking")return;if(!e.trim()){this.#v=a.emptyMail,this.requestUpdate(),this.#E?.focus();return}if(this.#A.length>1&&!this.#a){this.#v=a.whichShop,this.requestUpdate(),this.renderRoot.querySelector("#shop")?.focus();return}const t=this.#t;this.#u="asking",this.#v=this.#h=this.#l="",this.requestUpdate();const[s,r,n]=[this.#r.trim(),this.#i.trim(),this.#a];try{const o=await this.server.suggest({text:e,as:this.#n,...s?{order:s}:{},...r?{from:r}:{},...n?{shop:n}:{}});if(t!==this.#t)return;this.#o={...o,text:e},this.#b=e,this.#$=0,this.dispatchEvent(new CustomEvent("desk-news",{detail:{text:a.ready(o.suggestions.length)}})),await this.#M()}catch(o){if(t!==this.#t)return;this.#v=k(o)}this.#u="idle",this.requestUpdate()}async#M(){this.requestUpdate(),await this.updateComplete,this.renderRoot.querySelector("desk-drafts")?.focusTitle()}#c(e){return this.#o?.suggestions[e]?(this.#$=e,this.requestUpdate(),!0):!1}#q(e){this.#o?.suggestions[e]&&(this.#k?.insert(this.#o,e),this.requestUpdate())}#_(){this.#h=this.#l="",this.requestUpdate()}async#w(e){const t=this.#k;if(!t?.isReady())return;const s=t.text.trim();if(!await Ie(e?s:Dt(s))){this.#l=a.notCopied,this.requestUpdate();return}Xe(this.server,this.#s.read()),this.#h=a.copied,this.requestUpdate(),await this.updateComplete,this.renderRoot.querySelector("#next")?.focus()}#m(){this.#b="",this.requestUpdate(),this.updateComplete.then(()=>this.#E?.focus())}#C(){const e=this.#s.read(),t=this.#h||!(e.answer.trim()||e.beside.trim());this.#e=t?void 0:e,this.#t++,this.#u="idle",this.#k?.clear(),this.#s.change({beside:""}),this.#o=void 0,this.#b=this.#h=this.#l=this.#v=this.#i="",this.#$=0,this.#n="consumer",this.#x(()=>this.#r=""),this.updateComplete.then(()=>this.#E?.focus())}#O(){this.#e&&this.#s.change(this.#e),this.#e=void 0,this.#k?.requestUpdate(),this.#m()}}function pe(i){return i.target.value}/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */const tt=(i,e,t)=>{const s=new Map;for(let r=e;r<=t;r++)s.set(i[r],r);return s},st=Pe(class extends Re{constructor(i){if(super(i),i.type!==C.CHILD)throw Error("repeat() can only be used in text expressions")}dt(i,e,t){let s;t===void 0?t=e:e!==void 0&&(s=e);const r=[],n=[];let o=0;for(const h of i)r[o]=s?s(h,o):o,n[o]=t(h,o),o++;return{values:n,keys:r}}render(i,e,t){return this.dt(i,e,t).values}update(i,[e,t,s]){const r=Pt(i),{values:n,keys:o}=this.dt(e,t,s);if(!Array.isArray(r))return this.ut=o,n;const h=this.ut??=[],d=[];let u,m,p=0,g=r.length-1,f=0,$=n.length-1;for(;p<=g&&f<=$;)if(r[p]===null)p++;else if(r[g]===null)g--;else if(h[p]===o[f])d[f]=U(r[p],n[f]),p++,f++;else if(h[g]===o[$])d[$]=U(r[g],n[$]),g--,$--;else if(h[p]===o[$])d[$]=U(r[p],n[$]),I(i,d[$+1],r[p]),p++,$--;else if(h[g]===o[f])d[f]=U(r[g],n[f]),I(i,r[p],r[g]),g--,f++;else if(u===void 0&&(u=tt(o,f,$),m=tt(h,p,g)),u.has(h[p]))if(u.has(h[g])){const x=m.get(o[f]),fe=x!==void 0?r[x]:null;if(fe===null){const nt=I(i,r[p]);U(nt,n[f]),d[f]=nt}else d[f]=U(fe,n[f]),I(i,r[p],fe),r[x]=null;f++}else re(r[g]),g--;else re(r[p]),p++;for(;f<=$;){const x=I(i,d[$+1]);U(x,n[f]),d[f++]=x}for(;p<=g;){const x=r[p++];x!==null&&re(x)}return this.ut=o,De(i,d),b}}),us=3e4,ps=15e3,ms=[["/desk/numbers",a.numbersPage]],fs=[["/desk/gaps",a.gapsPage],["/desk/knowledge",a.articlesPage]];class gs extends v{static styles=G;#s=new ns(()=>this.#j());#t;#e=me(location.pathname);#n=rt(location.search);#i=it(location.search);#r;#a;#o="";#$="";#b=!0;#u=0;#h=Date.now();#l=[];#v=0;#f=new Map;#g=!1;#d=!1;connectedCallback(){super.connectedCallback(),addEventListener("keydown",this.#q),addEventListener("popstate",this.#L),setInterval(()=>{this.#h=Date.now(),this.requestUpdate()},us),this.#N()}updated(){const e=this.#r?.conversations.filter(s=>s.unread).length??0,t=this.#e.page==="mail"?a.mailTitle:a.inbox;document.title=`${e?`(${e}) `:""}${t} – ${a.brand}`}render(){const{page:e}=this.#e;return l`<div class="root on-${e}" @click=${this.#O}>
      <div class="unseen" role="log" aria-live="polite" aria-label=${a.news}>
        ${st(this.#l,({id:t})=>t,({text:t})=>l`<p>${t}</p>`)}
      </div>
      ${this.#y()}
      ${this.#t?this.#p(this.#t):l`<main class="empty"><p role=${this.#o?"alert":c}>${this.#o||a.loading}</p></main>`}
      ${this.#P()}
    </div>`}#y(){const{page:e}=this.#e,t=this.#t,s=(r,n,o)=>l`<a href=${r} aria-current=${o?"page":c}>${n}</a>`;return l`<header class="top">
      <button type="button" class="skip" @click=${this.#U}>${a.skip}</button>
      <a class="brand" href="/desk">${a.brand}</a>
      <nav aria-label=${a.main}>
        ${s("/desk",a.inboxPage,e!=="mail")} ${s("/desk/mail",a.mailPage,e==="mail")}
        ${t?[...ms,...t.is_lead?fs:[]].map(([r,n])=>s(r,n,!1)):c}
      </nav>
      <span class="live" role="status">${this.#$||(this.#b?c:a.notLive)}</span>
      <button type="button" class="small" aria-keyshortcuts="?" @click=${this.#H}>
        ${a.keys} <kbd>?</kbd>
      </button>
      ${t?l`<a class="me" href="/desk/password" title=${a.changePassword}>${t.shown_as}</a>
            <button type="button" class="small" @click=${this.#W}>${a.signOut}</button>`:c}
    </header>`}#p(e){const t=this.#e;return t.page==="mail"?l`<main tabindex="-1">
        <desk-mail .server=${this.#s} .me=${e} @desk-news=${this.#R}></desk-mail>
      </main>`:l`<div class="desk">
      ${this.#A(e)}
      <main tabindex="-1">
        ${t.page==="conversation"?l`<desk-conversation
                .server=${this.#s}
                .me=${e}
                .conversation=${t.id}
                .pulse=${this.#u}
                .now=${this.#h}
                @desk-news=${this.#R}
                @desk-read=${this.#M}
                @desk-done=${()=>void this.#x()}
              ></desk-conversation>`:l`<div class="empty">
                <h1 class="unseen">${a.inbox}</h1>
                <p>${a.choose}</p>
              </div>`}
      </main>
    </div>`}#A(e){const t=this.#r?.conversations,s=t&&this.#r&&this.#r.counts[this.#n]>t.length;return l`<nav class="inbox" aria-label=${a.inbox}>
      <div class="views" role="group" aria-label=${a.inbox}>
        ${Qe.map(r=>l`<button
              type="button"
              aria-pressed=${r===this.#n}
              title=${a.viewsMean[r]}
              @click=${()=>this.#C(r,this.#i)}
            >
              ${a.views[r]} <b>${this.#r?.counts[r]??c}</b>
            </button>`)}
      </div>
      <div class="steps-through">
        <button type="button" class="small" aria-keyshortcuts="j" @click=${()=>this.#m(1)}>
          ${a.next} <kbd>${w("next")}</kbd>
        </button>
        <button type="button" class="small" aria-keyshortcuts="k" @click=${()=>this.#m(-1)}>
          ${a.previous} <kbd>${w("previous")}</kbd>
        </button>
        ${this.#k()}
      </div>
      ${this.#o?l`<p class="alarm" role="alert">${this.#o}</p>`:c}
      ${t?.length?l`<ol class="list scroll" @keydown=${this.#w}>
              ${st(t,({id:r})=>r,r=>this.#E(r,e))}
              ${s?l`<li class="quiet rest">${a.onlyNewest(t.length)}</li>`:c}
            </ol>`:l`<p class="quiet empty-view">${t?a.empty[this.#n]:a.loading}</p>`}
    </nav>`}#k(){const e=new Set([...this.#r?.shops??[],...this.#i?[this.#i]:[]]);return e.size<2&&!this.#i?c:l`<select
      aria-label=${a.whoseShop}
      @change=${t=>this.#C(this.#n,t.target.value)}
    >
      <option value="" .selected=${!this.#i}>${a.allShops}</option>
      ${[...e].sort().map(t=>l`<option value=${t} .selected=${t===this.#i}>${t}</option>`)}
    </select>`}#E(e,t){const{id:s,person:r,unread:n,role:o}=e,h=this.#e.page==="conversation"&&this.#e.id===s,d=r.author==="agent"?`${a.authors.agent}: `:"",u=[Fe(e,t),o==="consumer"?"":o,e.case?.summary.order?.number].filter(Boolean);return l`<li>
      <a class="item ${n?"is-unread":""}" href="/desk/c/${s}" aria-current=${h?"true":c}>
        <span class="line">
          <b class="name">${We(e)}</b>
          ${n?l`<span class="badge">${n}<span class="unseen"> ${a.unread}</span></span>`:c}
          <time class="quiet" datetime=${e.updated_at}>${Wt(e.updated_at,this.#h)}</time>
        </span>
        <span class="last">${d}${r.text}</span>
        <span class="line quiet">
          <span>${Ke(e.case,t.name)}</span>
          ${u.map(m=>l`<span class="tag">${m}</span>`)}
        </span>
      </a>
    </li>`}#P(){return l`<dialog aria-labelledby="keys-title">
      <h2 id="keys-title">${a.keysTitle}</h2>
      <p class="quiet">${a.keysHint}</p>
      <dl>
        ${a.keyMeanings.map(([e,t])=>l`<div>
              <dt><kbd>${e}</kbd></dt>
              <dd>${t}</dd>
            </div>`)}
      </dl>
      <label class="radio"
        ><input
          type="checkbox"
          .checked=${ae.areOn}
          @change=${e=>ae.areOn=e.target.checked}
        />${a.keysOn}</label
      >
      <p><button type="button" class="solid" @click=${this.#H}>${a.close}</button></p>
    </dialog>`}async#N(){try{this.#t=await this.#s.me()}catch(e){this.#o=k(e),this.requestUpdate();return}this.#s.listen(()=>{this.#u++,this.#x()},e=>{this.#b=e,this.requestUpdate()}),await this.#x()}async#x(){if(this.#g){this.#d=!0;return}this.#g=!0;const[e,t]=[this.#n,this.#i];try{const s=await this.#s.inbox(e,t);if(await J(this.#s,s.conversations.map(r=>r.case?.agent)),e===this.#n&&t===this.#i){const r=s.counts.open-(this.#a??s.counts.open);r>0&&this.#T(a.newCases(r)),this.#a=s.counts.open,this.#r=s}else this.#d=!0;this.#c(),this.#o=""}catch(s){this.#o=k(s)}this.#g=!1,this.#h=Date.now(),this.requestUpdate(),this.#d&&(this.#d=!1,await this.#x())}#R(e){this.#T(e.detail.text)}#T(e){const t={id:++this.#v,text:e};this.#l=[...this.#l,t],this.requestUpdate(),setTimeout(()=>{this.#l=this.#l.filter(s=>s!==t),this.requestUpdate()},ps)}#M(e){this.#f.set(e.detail.id,e.detail.message),this.#c(),this.requestUpdate()}#c(){for(const e of this.#r?.conversations??[])(e.last.id??0)<=(this.#f.get(e.id)??-1)&&(e.unread=0)}#q=e=>{if(!ae.areOn||this.renderRoot.querySelector("dialog")?.open)return;const t=Rt(e);t&&this.#_(t)&&e.preventDefault()};#_(e){if(e==="keys")this.#H();else if(e==="mail")this.#D("/desk/mail");else if(e==="inbox")this.#D("/desk");else if((e==="next"||e==="previous")&&this.#e.page!=="mail")this.#m(e==="next"?1:-1);else return this.renderRoot.querySelector("desk-conversation, desk-mail")?.do(e)??!1;return!0}#w(e){const t={ArrowDown:1,ArrowUp:-1}[e.key];t&&(e.preventDefault(),this.#m(t))}#m(e){const t=[...this.renderRoot.querySelectorAll(".item")],s=t.indexOf(this.renderRoot.activeElement),r=s>=0?s:t.findIndex(n=>n.ariaCurrent||n.getAttribute("aria-current"));t[Math.min(Math.max(r<0?e>0?0:t.length-1:r+e,0),t.length-1)]?.focus()}#C(e,t){t!==this.#i&&(this.#a=void 0),this.#n=e,this.#i=t,this.#r=this.#r&&{...this.#r,conversations:[]},history.replaceState(null,"",this.#I(location.pathname)),this.requestUpdate(),this.#x()}#O(e){if(e.defaultPrevented||e.button||e.ctrlKey||e.metaKey||e.shiftKey||e.altKey)return;const t=e.composedPath().find(s=>s instanceof HTMLAnchorElement);!t||t.target||t.origin!==location.origin||!$s(t.pathname)||t.hash||(e.preventDefault(),this.#D(t.pathname))}#D(e){history.pushState(null,"",this.#I(e)),this.#L()}#I(e){return me(e).page==="mail"?e:`${e}?${new URLSearchParams({view:this.#n,...this.#i?{shop:this.#i}:{}})}`}#L=()=>{const e=this.#e;this.#e=me(location.pathname);const[t,s]=[rt(location.search),it(location.search)];this.#e.page!=="mail"&&(t!==this.#n||s!==this.#i)&&this.#C(t,s),this.requestUpdate(),this.#e.page==="conversation"?this.updateComplete.then(()=>this.#U()):this.#e.page==="inbox"&&this.updateComplete.then(()=>{const r=[...this.renderRoot.querySelectorAll(".item")];(e.page==="conversation"&&r.find(o=>o.getAttribute("href")===`/desk/c/${e.id}`)||r[0])?.focus()})};#U(){this.renderRoot.querySelector("main")?.focus()}#H(){const e=this.renderRoot.querySelector("dialog");e?.open?e.close():e?.showModal()}async#W(){try{await this.#s.signOut(),location.assign("/desk/sign-in")}catch(e){this.#$=`${a.notOut} ${k(e)}`,this.requestUpdate()}}#j(){location.assign(`/desk/sign-in?next=${encodeURIComponent(location.pathname+location.search)}`)}}function me(i){const[,e]=/^\/desk\/c\/([^/]+)$/.exec(i)??[];return e?{page:"conversation",id:decodeURIComponent(e)}:{page:i==="/desk/mail"?"mail":"inbox"}}function $s(i){return i==="/desk"||i==="/desk/mail"||i.startsWith("/desk/c/")}function it(i){return new URLSearchParams(i).get("shop")??""}function rt(i){const e=new URLSearchParams(i).get("view");return Qe.find(t=>t===e)??"open"}customElements.define("desk-answer",Ft),customElements.define("desk-drafts",ds),customElements.define("desk-conversation",hs),customElements.define("desk-mail",cs),customElements.define("photodesk-console",gs)})();

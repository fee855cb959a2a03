(function(){"use strict";/**
 * @license
 * Copyright 2019 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */const W=globalThis,Z=W.ShadowRoot&&(W.ShadyCSS===void 0||W.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,X=Symbol(),fe=new WeakMap;let ge=class{constructor(e,t,s){if(this._$cssResult$=!0,s!==X)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o;const t=this.t;if(Z&&e===void 0){const s=t!==void 0&&t.length===1;s&&(e=fe.get(t)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),s&&fe.set(t,e))}return e}toString(){return this.cssText}};const it=i=>new ge(typeof i=="string"?i:i+"",void 0,X),rt=(i,...e)=>{const t=i.length===1?i[0]:e.reduce((s,r,n)=>s+(o=>{if(o._$cssResult$===!0)return o.cssText;if(typeof o=="number")return o;throw Error("Value passed to 'css' function must be a 'css' function result: "+o+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(r)+i[n+1],i[0]);return new ge(t,i,X)},nt=(i,e)=>{if(Z)i.adoptedStyleSheets=e.map(t=>t instanceof CSSStyleSheet?t:t.styleSheet);else for(const t of e){const s=document.createElement("style"),r=W.litNonce;r!==void 0&&s.setAttribute("nonce",r),s.textContent=t.cssText,i.appendChild(s)}},$e=Z?i=>i:i=>i instanceof CSSStyleSheet?(e=>{let t="";for(const s of e.cssRules)t+=s.cssText;return it(t)})(i):i;/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */const{is:at,defineProperty:ot,getOwnPropertyDescriptor:lt,getOwnPropertyNames:ht,getOwnPropertySymbols:dt,getPrototypeOf:ct}=Object,G=globalThis,be=G.trustedTypes,ut=be?be.emptyScript:"",pt=G.reactiveElementPolyfillSupport,D=(i,e)=>i,Q={toAttribute(i,e){switch(e){case Boolean:i=i?ut:null;break;case Object:case Array:i=i==null?i:JSON.stringify(i)}return i},fromAttribute(i,e){let t=i;switch(e){case Boolean:t=i!==null;break;case Number:t=i===null?null:Number(i);break;case Object:case Array:try{t=JSON.parse(i)}catch{t=null}}return t}},ve=(i,e)=>!at(i,e),we={attribute:!0,type:String,converter:Q,reflect:!1,useDefault:!1,hasChanged:ve};Symbol.metadata??=Symbol("metadata"),G.litPropertyMetadata??=new WeakMap;let q=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=we){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){const s=Symbol(),r=this.getPropertyDescriptor(e,s,t);r!==void 0&&ot(this.prototype,e,r)}}static getPropertyDescriptor(e,t,s){const{get:r,set:n}=lt(this.prototype,e)??{get(){return this[t]},set(o){this[t]=o}};return{get:r,set(o){const h=r?.call(this);n?.call(this,o),this.requestUpdate(e,h,s)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??we}static _$Ei(){if(this.hasOwnProperty(D("elementProperties")))return;const e=ct(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(D("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(D("properties"))){const t=this.properties,s=[...ht(t),...dt(t)];for(const r of s)this.createProperty(r,t[r])}const e=this[Symbol.metadata];if(e!==null){const t=litPropertyMetadata.get(e);if(t!==void 0)for(const[s,r]of t)this.elementProperties.set(s,r)}this._$Eh=new Map;for(const[t,s]of this.elementProperties){const r=this._$Eu(t,s);r!==void 0&&this._$Eh.set(r,t)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){const t=[];if(Array.isArray(e)){const s=new Set(e.flat(1/0).reverse());for(const r of s)t.unshift($e(r))}else e!==void 0&&t.push($e(e));return t}static _$Eu(e,t){const s=t.attribute;return s===!1?void 0:typeof s=="string"?s:typeof e=="string"?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){const e=new Map,t=this.constructor.elementProperties;for(const s of t.keys())this.hasOwnProperty(s)&&(e.set(s,this[s]),delete this[s]);e.size>0&&(this._$Ep=e)}createRenderRoot(){const e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return nt(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,s){this._$AK(e,s)}_$ET(e,t){const s=this.constructor.elementProperties.get(e),r=this.constructor._$Eu(e,s);if(r!==void 0&&s.reflect===!0){const n=(s.converter?.toAttribute!==void 0?s.converter:Q).toAttribute(t,s.type);this._$Em=e,n==null?this.removeAttribute(r):this.setAttribute(r,n),this._$Em=null}}_$AK(e,t){const s=this.constructor,r=s._$Eh.get(e);if(r!==void 0&&this._$Em!==r){const n=s.getPropertyOptions(r),o=typeof n.converter=="function"?{fromAttribute:n.converter}:n.converter?.fromAttribute!==void 0?n.converter:Q;this._$Em=r;const h=o.fromAttribute(t,n.type);this[r]=h??this._$Ej?.get(r)??h,this._$Em=null}}requestUpdate(e,t,s,r=!1,n){if(e!==void 0){const o=this.constructor;if(r===!1&&(n=this[e]),s??=o.getPropertyOptions(e),!((s.hasChanged??ve)(n,t)||s.useDefault&&s.reflect&&n===this._$Ej?.get(e)&&!this.hasAttribute(o._$Eu(e,s))))return;this.C(e,t,s)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(e,t,{useDefault:s,reflect:r,wrapped:n},o){s&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,o??t??this[e]),n!==!0||o!==void 0)||(this._$AL.has(e)||(this.hasUpdated||s||(t=void 0),this._$AL.set(e,t)),r===!0&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(t){Promise.reject(t)}const e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(const[r,n]of this._$Ep)this[r]=n;this._$Ep=void 0}const s=this.constructor.elementProperties;if(s.size>0)for(const[r,n]of s){const{wrapped:o}=n,h=this[r];o!==!0||this._$AL.has(r)||h===void 0||this.C(r,void 0,n,h)}}let e=!1;const t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(s=>s.hostUpdate?.()),this.update(t)):this._$EM()}catch(s){throw e=!1,this._$EM(),s}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(t=>t.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(t=>this._$ET(t,this[t])),this._$EM()}updated(e){}firstUpdated(e){}};q.elementStyles=[],q.shadowRootOptions={mode:"open"},q[D("elementProperties")]=new Map,q[D("finalized")]=new Map,pt?.({ReactiveElement:q}),(G.reactiveElementVersions??=[]).push("2.1.2");/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */const ee=globalThis,ye=i=>i,K=ee.trustedTypes,ke=K?K.createPolicy("lit-html",{createHTML:i=>i}):void 0,xe="$lit$",x=`lit$${Math.random().toFixed(9).slice(2)}$`,Ae="?"+x,mt=`<${Ae}>`,_=document,L=()=>_.createComment(""),I=i=>i===null||typeof i!="object"&&typeof i!="function",te=Array.isArray,ft=i=>te(i)||typeof i?.[Symbol.iterator]=="function",se=`[ 	
\f\r]`,j=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,_e=/-->/g,Se=/>/g,S=RegExp(`>|${se}(?:([^\\s"'>=/]+)(${se}*=${se}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),Ee=/'/g,Te=/"/g,Ce=/^(?:script|style|textarea|title)$/i,gt=i=>(e,...t)=>({_$litType$:i,strings:e,values:t}),l=gt(1),b=Symbol.for("lit-noChange"),d=Symbol.for("lit-nothing"),Oe=new WeakMap,E=_.createTreeWalker(_,129);function Ue(i,e){if(!te(i)||!i.hasOwnProperty("raw"))throw Error("invalid template strings array");return ke!==void 0?ke.createHTML(e):e}const $t=(i,e)=>{const t=i.length-1,s=[];let r,n=e===2?"<svg>":e===3?"<math>":"",o=j;for(let h=0;h<t;h++){const c=i[h];let u,m,p=-1,g=0;for(;g<c.length&&(o.lastIndex=g,m=o.exec(c),m!==null);)g=o.lastIndex,o===j?m[1]==="!--"?o=_e:m[1]!==void 0?o=Se:m[2]!==void 0?(Ce.test(m[2])&&(r=RegExp("</"+m[2],"g")),o=S):m[3]!==void 0&&(o=S):o===S?m[0]===">"?(o=r??j,p=-1):m[1]===void 0?p=-2:(p=o.lastIndex-m[2].length,u=m[1],o=m[3]===void 0?S:m[3]==='"'?Te:Ee):o===Te||o===Ee?o=S:o===_e||o===Se?o=j:(o=S,r=void 0);const f=o===S&&i[h+1].startsWith("/>")?" ":"";n+=o===j?c+mt:p>=0?(s.push(u),c.slice(0,p)+xe+c.slice(p)+x+f):c+x+(p===-2?h:f)}return[Ue(i,n+(i[t]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),s]};class B{constructor({strings:e,_$litType$:t},s){let r;this.parts=[];let n=0,o=0;const h=e.length-1,c=this.parts,[u,m]=$t(e,t);if(this.el=B.createElement(u,s),E.currentNode=this.el.content,t===2||t===3){const p=this.el.content.firstChild;p.replaceWith(...p.childNodes)}for(;(r=E.nextNode())!==null&&c.length<h;){if(r.nodeType===1){if(r.hasAttributes())for(const p of r.getAttributeNames())if(p.endsWith(xe)){const g=m[o++],f=r.getAttribute(p).split(x),$=/([.?@])?(.*)/.exec(g);c.push({type:1,index:n,name:$[2],strings:f,ctor:$[1]==="."?vt:$[1]==="?"?wt:$[1]==="@"?yt:F}),r.removeAttribute(p)}else p.startsWith(x)&&(c.push({type:6,index:n}),r.removeAttribute(p));if(Ce.test(r.tagName)){const p=r.textContent.split(x),g=p.length-1;if(g>0){r.textContent=K?K.emptyScript:"";for(let f=0;f<g;f++)r.append(p[f],L()),E.nextNode(),c.push({type:2,index:++n});r.append(p[g],L())}}}else if(r.nodeType===8)if(r.data===Ae)c.push({type:2,index:n});else{let p=-1;for(;(p=r.data.indexOf(x,p+1))!==-1;)c.push({type:7,index:n}),p+=x.length-1}n++}}static createElement(e,t){const s=_.createElement("template");return s.innerHTML=e,s}}function P(i,e,t=i,s){if(e===b)return e;let r=s!==void 0?t._$Co?.[s]:t._$Cl;const n=I(e)?void 0:e._$litDirective$;return r?.constructor!==n&&(r?._$AO?.(!1),n===void 0?r=void 0:(r=new n(i),r._$AT(i,t,s)),s!==void 0?(t._$Co??=[])[s]=r:t._$Cl=r),r!==void 0&&(e=P(i,r._$AS(i,e.values),r,s)),e}class bt{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){const{el:{content:t},parts:s}=this._$AD,r=(e?.creationScope??_).importNode(t,!0);E.currentNode=r;let n=E.nextNode(),o=0,h=0,c=s[0];for(;c!==void 0;){if(o===c.index){let u;c.type===2?u=new R(n,n.nextSibling,this,e):c.type===1?u=new c.ctor(n,c.name,c.strings,this,e):c.type===6&&(u=new kt(n,this,e)),this._$AV.push(u),c=s[++h]}o!==c?.index&&(n=E.nextNode(),o++)}return E.currentNode=_,r}p(e){let t=0;for(const s of this._$AV)s!==void 0&&(s.strings!==void 0?(s._$AI(e,s,t),t+=s.strings.length-2):s._$AI(e[t])),t++}}class R{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,s,r){this.type=2,this._$AH=d,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=s,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode;const t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=P(this,e,t),I(e)?e===d||e==null||e===""?(this._$AH!==d&&this._$AR(),this._$AH=d):e!==this._$AH&&e!==b&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):ft(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==d&&I(this._$AH)?this._$AA.nextSibling.data=e:this.T(_.createTextNode(e)),this._$AH=e}$(e){const{values:t,_$litType$:s}=e,r=typeof s=="number"?this._$AC(e):(s.el===void 0&&(s.el=B.createElement(Ue(s.h,s.h[0]),this.options)),s);if(this._$AH?._$AD===r)this._$AH.p(t);else{const n=new bt(r,this),o=n.u(this.options);n.p(t),this.T(o),this._$AH=n}}_$AC(e){let t=Oe.get(e.strings);return t===void 0&&Oe.set(e.strings,t=new B(e)),t}k(e){te(this._$AH)||(this._$AH=[],this._$AR());const t=this._$AH;let s,r=0;for(const n of e)r===t.length?t.push(s=new R(this.O(L()),this.O(L()),this,this.options)):s=t[r],s._$AI(n),r++;r<t.length&&(this._$AR(s&&s._$AB.nextSibling,r),t.length=r)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){const s=ye(e).nextSibling;ye(e).remove(),e=s}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}}class F{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,s,r,n){this.type=1,this._$AH=d,this._$AN=void 0,this.element=e,this.name=t,this._$AM=r,this.options=n,s.length>2||s[0]!==""||s[1]!==""?(this._$AH=Array(s.length-1).fill(new String),this.strings=s):this._$AH=d}_$AI(e,t=this,s,r){const n=this.strings;let o=!1;if(n===void 0)e=P(this,e,t,0),o=!I(e)||e!==this._$AH&&e!==b,o&&(this._$AH=e);else{const h=e;let c,u;for(e=n[0],c=0;c<n.length-1;c++)u=P(this,h[s+c],t,c),u===b&&(u=this._$AH[c]),o||=!I(u)||u!==this._$AH[c],u===d?e=d:e!==d&&(e+=(u??"")+n[c+1]),this._$AH[c]=u}o&&!r&&this.j(e)}j(e){e===d?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??"")}}class vt extends F{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===d?void 0:e}}class wt extends F{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==d)}}class yt extends F{constructor(e,t,s,r,n){super(e,t,s,r,n),this.type=5}_$AI(e,t=this){if((e=P(this,e,t,0)??d)===b)return;const s=this._$AH,r=e===d&&s!==d||e.capture!==s.capture||e.once!==s.once||e.passive!==s.passive,n=e!==d&&(s===d||r);r&&this.element.removeEventListener(this.name,this,s),n&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}}class kt{constructor(e,t,s){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=s}get _$AU(){return this._$AM._$AU}_$AI(e){P(this,e)}}const xt={I:R},At=ee.litHtmlPolyfillSupport;At?.(B,R),(ee.litHtmlVersions??=[]).push("3.3.3");const _t=(i,e,t)=>{const s=t?.renderBefore??e;let r=s._$litPart$;if(r===void 0){const n=t?.renderBefore??null;s._$litPart$=r=new R(e.insertBefore(L(),n),n,void 0,t??{})}return r._$AI(i),r};/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */const ie=globalThis;let v=class extends q{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){const e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){const t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=_t(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return b}};v._$litElement$=!0,v.finalized=!0,ie.litElementHydrateSupport?.({LitElement:v});const St=ie.litElementPolyfillSupport;St?.({LitElement:v}),(ie.litElementVersions??=[]).push("4.2.2");/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */const T={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4},qe=i=>(...e)=>({_$litDirective$:i,values:e});let Pe=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,s){this._$Ct=e,this._$AM=t,this._$Ci=s}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}};/**
 * @license
 * Copyright 2020 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */const{I:Et}=xt,Re=i=>i,Tt=i=>i.strings===void 0,Ne=()=>document.createComment(""),H=(i,e,t)=>{const s=i._$AA.parentNode,r=e===void 0?i._$AB:e._$AA;if(t===void 0){const n=s.insertBefore(Ne(),r),o=s.insertBefore(Ne(),r);t=new Et(n,o,i,i.options)}else{const n=t._$AB.nextSibling,o=t._$AM,h=o!==i;if(h){let c;t._$AQ?.(i),t._$AM=i,t._$AP!==void 0&&(c=i._$AU)!==o._$AU&&t._$AP(c)}if(n!==r||h){let c=t._$AA;for(;c!==n;){const u=Re(c).nextSibling;Re(s).insertBefore(c,r),c=u}}}return t},C=(i,e,t=i)=>(i._$AI(e,t),i),Ct={},Me=(i,e=Ct)=>i._$AH=e,Ot=i=>i._$AH,re=i=>{i._$AR(),i._$AA.remove()};/**
 * @license
 * Copyright 2020 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */const V=qe(class extends Pe{constructor(i){if(super(i),i.type!==T.PROPERTY&&i.type!==T.ATTRIBUTE&&i.type!==T.BOOLEAN_ATTRIBUTE)throw Error("The `live` directive is not allowed on child or event bindings");if(!Tt(i))throw Error("`live` bindings can only contain a single expression")}render(i){return i}update(i,[e]){if(e===b||e===d)return e;const t=i.element,s=i.name;if(i.type===T.PROPERTY){if(e===t[s])return b}else if(i.type===T.BOOLEAN_ATTRIBUTE){if(!!e===t.hasAttribute(s))return b}else if(i.type===T.ATTRIBUTE&&t.getAttribute(s)===e+"")return b;return Me(i),e}}),De={j:"next",k:"previous",t:"take",a:"answer",n:"note",1:"draft1",2:"draft2",3:"draft3",i:"insert",r:"suggest",g:"giveBack",x:"close",h:"handTo",u:"inbox",m:"mail","?":"keys"};function w(i){return Object.entries(De).find(([,e])=>e===i)?.[0]??""}function Ut(i){if(i.ctrlKey||i.metaKey||i.altKey||i.isComposing||i.defaultPrevented)return;const e=i.composedPath()[0];if(!(e instanceof Element&&e.matches("textarea, select, input:not([type=radio]), [contenteditable]")))return De[i.key.toLowerCase()]}function ne(i){return i.key==="Enter"&&(i.ctrlKey||i.metaKey)&&!i.isComposing&&i.keyCode!==229}const Le={answer:"",beside:""},Y=new Map;class N{constructor(e){this.place=e}read(){try{return{...Le,...JSON.parse(qt(this.#t)??"{}")}}catch{return{...Le}}}change(e){const t={...this.read(),...e};Pt(this.#t,t.answer||t.beside?JSON.stringify(t):null)}get#t(){return`photodesk-desk|${this.place}`}}function qt(i){try{return sessionStorage.getItem(i)??Y.get(i)??null}catch{return Y.get(i)??null}}function Pt(i,e){Y.delete(i);try{e===null?sessionStorage.removeItem(i):sessionStorage.setItem(i,e)}catch{e!==null&&Y.set(i,e)}}const ae={get areOn(){try{return localStorage.getItem("photodesk-desk-keys")!=="off"}catch{return!0}},set areOn(i){try{localStorage.setItem("photodesk-desk-keys",i?"on":"off")}catch{}}},oe="[…]";function Rt(i){return i.split(/\n{2,}/).map(t=>{const s=t.split(`
`),r=s.filter(n=>!/^- .*https?:\/\/\S+$/.test(n));return r.length<s.length&&r.length===1&&r[0]?.endsWith(":")?"":r.map(n=>n.replace(/\s*\(https?:\/\/[^\s()]+\)/g,"").replace(/\s*https?:\/\/\S+/g,"")).join(`
`)}).filter(t=>t.trim()).join(`

`)}function Ie(i,e){const t=i?.suggestions[e]?.places??[],s=Array.from(i?.text??""),r=t.flatMap(({start:n,end:o})=>s.slice(n,o).join("").split(`
`));return[...new Set(r.map(n=>n.trim()).filter(n=>n.length>1))]}function je(i,e){const t=[];for(const n of e){const o=i.indexOf(n);o>=0&&t.push([o,o+n.length])}t.sort(([n],[o])=>n-o);const s=[];let r=0;for(const[n,o]of t){if(o<=r)continue;const h=Math.max(n,r);s.push(i.slice(r,h),l`<mark>${i.slice(h,o)}</mark>`),r=o}return[...s,i.slice(r)]}const Nt=/\[([^\][]+)\]\(([^\s()]+)\)|https?:\/\/[^\s<>()[\]"]*[^\s<>()[\]".,:;!?']/g;function le(i){const e=[];let t=0;for(const s of i.matchAll(Nt)){const[r,n=r,o=r]=s;e.push(i.slice(t,s.index),he(n,o)),t=s.index+r.length}return[...e,i.slice(t)]}function he(i,e){try{const t=new URL(e,location.origin);return/^https?:$/.test(t.protocol)?l`<a href=${t.href} target="_blank" rel="noopener noreferrer">${i}</a>`:i}catch{return i}}async function Be(i){try{return await navigator.clipboard.writeText(i),!0}catch{const e=document.createElement("textarea");e.value=i,document.body.append(e),e.select();const t=document.execCommand("copy");return e.remove(),t}}const z=rt`
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
`,de=new Map,He=new Set;function y(i){return de.get(i??"")??i??""}async function J(i,e){const t=e.filter(s=>s&&!de.has(s)&&!He.has(s));if(!t.length)return!1;for(const s of t)He.add(s);try{for(const{name:s,shown_as:r}of await i.agents())de.set(s,r);return!0}catch{return!1}}async function Mt(i,e){const[t]=/^\S+(?= has )/.exec(e)??[];return t?(await J(i,[t]),y(t)+e.slice(t.length)):e}const ce=new Intl.DateTimeFormat("en-GB",{day:"numeric",month:"short"}),ze=new Intl.DateTimeFormat("en-GB",{hour:"2-digit",minute:"2-digit"}),Dt=new Intl.DateTimeFormat("en-GB",{dateStyle:"long",timeStyle:"short"}),Lt={number:"its number",items:"what was ordered",state:"how it stands",placed:"the day it was placed",email:"its e-mail address"},a={brand:"Photodesk",main:"Main",inboxPage:"Inbox",mailPage:"Mail",numbersPage:"Numbers",gapsPage:"Gaps",articlesPage:"Articles",skip:"Skip to the conversation",keys:"Keys",signOut:"Sign out",changePassword:"Your password",notLive:"No live line: looking every 15 seconds",news:"News",back:"Inbox",close:"Close",cancel:"Cancel",inbox:"Inbox",views:{open:"Open",mine:"Mine",taken:"Taken",live:"Live",ended:"Ended"},viewsMean:{open:"Waiting for a person",mine:"Yours",taken:"Others have these",live:"Talking with the desk or a person just now",ended:"Given back or closed"},empty:{open:"Nobody waits for a person.",mine:"You have no case. Take one from Open.",taken:"Nobody else has a case.",live:"Nothing was said in the last half hour.",ended:"Nothing has ended yet."},onlyNewest:i=>`These are the newest ${i}.`,choose:"Choose a conversation. New ones come by themselves.",loading:"One moment …",unread:"new",next:"Next",previous:"Previous",newCases:i=>i===1?"A new case is open.":`${i} new cases are open.`,nobody:"nobody has it",you:"you have it",has:i=>`${i} has it`,visitor:"A visitor",photographer:i=>`The photographer of ${i}`,authors:{asker:"Customer",desk:"Desk",agent:"Agent"},askerOf:i=>i==="photographer"?"Photographer":"Customer",yours:"You",conversation:"Conversation",messages:"Messages",take:"Take over",join:"Join",giveBack:"Give back",closeCase:"Close",handTo:"Hand to …",copyLink:"Copy link",linkCopied:"The link is copied.",why:"Why a person",asked:"Asked",order:"Order",proven:"Proven to be theirs",notProven:"Not proven to be theirs: tell nothing of it before you are sure",more:i=>`and ${i} more`,placed:i=>`placed on ${i}`,done:"done",rule:"rule",note:"Note",notes:"Only agents read this",writeNote:"Note for agents",keepNote:"Keep the note",noteKept:"The note is kept.",answerTab:"Answer",yourAnswer:"Your answer",send:i=>`Send to ${i}`,readInChat:(i,e)=>`${i} reads it in the chat${e?" and by mail":""}.`,sending:"Sending …",sent:"Sent.",emptyAnswer:"There is nothing to send yet.",takeFirst:"Take the case over first: what you typed stays here.",anotherHas:i=>`${i} has this case, so you cannot send. What you typed stays here.`,hasEnded:"This case has ended. Join to go on; what you typed stays here.",ended:{given_back:"Given back to the desk",closed:"Closed"},takenMeanwhile:i=>`Not done: ${i} What you typed stays here.`,looks:i=>`${i.join(" and ")} ${i.length===1?"looks":"look"} at this too`,writes:i=>`${i.join(" and ")} ${i.length===1?"writes":"write"} here just now`,reasonToClose:"Why is it closed? (agents read it)",reasonToGiveBack:"Why is it given back? (agents read it)",reasons:{close:["answered","answered elsewhere","no answer needed"],giveBack:["answered","the desk can do the rest"]},toWhom:"Who is to have it?",handOver:"Hand over",handed:i=>`${i} has it now.`,talk:"Conversation",drafts:"Drafts",draftsTitle:"What you could answer",thinking:"Looking for an answer …",nothingAsked:"Nothing has been asked since the last answer.",suggest:"Suggest answers",suggestAnew:"More was said: suggest anew",ready:i=>i===1?"One draft is here.":`${i} drafts are here.`,draft:i=>`Draft ${i}`,noTopic:"no question of ours",to:{consumer:"to the customer",photographer:"to the photographer",customer:"for the photographer to pass on"},sure:i=>i>=.9?"sure":i>=.6?"rather sure":"a guess",insert:"Insert",undo:"Put back what was there",noneFits:"Does not fit",whyNot:"What is wrong with it?",rejections:["another question was asked","wrong for this case","badly put"],tell:"Tell",told:"Noted, thank you.",whyThis:"Why this",whySentence:"Each sentence tells where it comes from: point at it, or go through them with the arrow keys.",withAddress:"link",changed:"changed by you",sources:{reply:"From the reply",phrase:"The desk’s own words",links:"A link to the article",settings:"The sign-off of your team"},facts:i=>`From the order: ${i.map(e=>Lt[Ye(e)]??Ye(e).replace(/_/g," ")).join(", ")}`,gapsLeft:i=>i===1?"One gap […] is left to fill in.":`${i} gaps […] are left to fill in.`,fillGap:"Write what belongs in […] first: it is written nowhere.",nextGap:"Go to the gap",mailTitle:"Answer a mail",mail:"The mail",mailHint:"Paste it here. It is read as it is, and no mail is sent from here.",wroteIt:"Who wrote it",aConsumer:"A customer",aPhotographer:"A photographer",from:"From (address)",number:"Order number",optional:"found in the text when left empty",shop:"Shop",whichShop:"Say which shop was written to.",asRead:"The mail as it was read",changeMail:"Change the mail",tooLong:i=>`Only the first ${i.toLocaleString("en-GB")} characters are read.`,emptyMail:"Paste the mail first.",whichOrder:"Which order is meant?",copy:"Copy",copyWithoutLinks:"Copy without links",copied:"Copied. Paste it into your mail.",notCopied:"The browser does not let this page copy: mark the text and copy it yourself.",nextMail:"Next mail",keysTitle:"Keys",keysHint:"They do nothing while you type. Escape leaves a box.",keysOn:"Single keys do something",keyMeanings:[["j or ↓, k or ↑","the next or last in the inbox, and Enter opens it"],["u","back to the inbox"],["t","take over"],["a","write an answer"],["1 2 3","choose a draft"],["i","insert the chosen draft"],["r","suggest anew"],["Ctrl+Enter","send; on the mail page suggest, then copy"],["Ctrl+Shift+Enter","copy without links"],["n","write a note; on the mail page the next mail"],["g","give back"],["x","close"],["h","hand to another"],["m","answer a mail"],["?","these keys"]],states:{cart:"In the cart",awaiting_payment:"Awaiting payment",paid:"Paid",awaiting_retouch:"Being retouched",in_production:"In production",shipped:"On its way",delivered:"Delivered",files_sent:"Files sent",cancelled:"Cancelled",refunded:"Refunded"}};function O(i){return i.replace(/[_-]/g," ")}function It(i){return a.states[i]??O(i)}function We({role:i,email:e,shop:t}){return i==="photographer"?e?`${e} (photographer)`:a.photographer(t):e??a.visitor}function jt({role:i,email:e,shop:t}){return e||(i==="photographer"?`the photographer of ${t}`:"the visitor")}function Ge(i,e){return i?i.state==="open"?a.nobody:i.state==="taken"?i.agent===e?a.you:a.has(y(i.agent)):a.ended[i.state]??"":""}function Bt({reason:i,summary:e}){const t=e.topic?O(e.topic):"",s=e.because&&!/^\w+: /.test(e.because)?e.because:"";if(i==="an agent joins")return"An agent joined by themselves.";if(e.topic==="human_handover")return"They asked for one.";const r=s||O(i.replace(/^handover: /,"").replace(/_/g," "));return t?`${A(t)}: ${r}.`:`${A(r)}.`}function A(i){return i.charAt(0).toUpperCase()+i.slice(1)}function Ht(i,e){const t=Math.floor((e-Date.parse(i))/6e4);return Number.isNaN(t)?"":t<1?"now":t<60?`${t} min`:t<1440?`${Math.floor(t/60)} h`:ce.format(new Date(i))}function Ke(i,e){const t=new Date(i);return t.toDateString()===new Date(e).toDateString()?ze.format(t):`${ce.format(t)}, ${ze.format(t)}`}function Fe(i){return i&&!Number.isNaN(Date.parse(i))?ce.format(new Date(i)):""}function Ve(i){return Dt.format(new Date(i))}function M({status:i,message:e,retryAfter:t}){return i===0?navigator.onLine?"The desk cannot be reached. Nothing is lost: try again.":"You are offline. Nothing is lost.":i===429?`That was much at once. Try again in ${t??"a few"} seconds.`:i===401?"You are no longer signed in.":i===404?"This is not there, or not in your queue.":e||"That did not work. Nothing is lost: try again."}function Ye(i){return i.split(".").pop()??i}const U=4e3;class zt extends v{static styles=z;static properties={place:{},label:{},full:{type:Boolean}};#t=new N("");#s="";constructor(){super(),this.place="",this.label=a.yourAnswer,this.full=!1}get text(){return this.#t.read().answer}madeFrom(e,t){const{answer:s,used:r}=this.#t.read();return r&&r.suggestion===e?.id&&r.draft===t?s:""}insert(e,t){const s=e.suggestions[t],{answer:r,used:n,before:o}=this.#t.read(),h=r.trim()&&r!==n?.text;this.#l({answer:s.draft,used:{suggestion:e.id,draft:t,text:s.draft},before:h?r:o}),this.#s="",this.updateComplete.then(()=>{this.jumpToGap()||this.focusBox(0)})}clear(){this.#s="",this.#l({answer:"",used:void 0,before:void 0})}isReady(){return this.#s="",this.text.trim()?this.jumpToGap()&&(this.#s=a.fillGap):this.#s=a.emptyAnswer,this.requestUpdate(),this.#s===a.emptyAnswer&&this.focusBox(),!this.#s}async judge(e){const{answer:t,used:s}=this.#t.read();if(!s)return;const r=t.trim()===s.text.trim(),n={verdict:r?"accepted":"edited",draft:s.draft};await e.judge(s.suggestion,r?n:{...n,text:t.trim()}).catch(()=>{})}focusBox(e){this.#e?.focus(),e!==void 0&&this.#e?.setSelectionRange(e,e),e===0&&this.#e&&(this.#e.scrollTop=0)}jumpToGap(){const e=this.text.indexOf(oe);return e<0||!this.#e?!1:(this.#e.focus(),this.#e.setSelectionRange(e,e+oe.length),!0)}get#e(){return this.renderRoot.querySelector("textarea")}willUpdate(){this.#t.place!==this.place&&(this.#t=new N(this.place),this.#s="")}render(){const{answer:e,before:t}=this.#t.read(),s=e.split(oe).length-1,r=e.length>U*.9;return l`<div class="box">
      <label for="box">${this.label}</label>
      <textarea
        id="box"
        class=${this.full?"in-full":d}
        rows="4"
        maxlength=${U}
        aria-describedby="about"
        aria-invalid=${this.#s?"true":d}
        .value=${V(e)}
        @input=${n=>this.#i(n.target.value)}
        @keydown=${this.#n}
      ></textarea>
      <div id="about" class="about">
        ${this.#s?l`<p class="alarm" role="alert">${this.#s}</p>`:d}
        ${s?l`<p class="warn">
                ${a.gapsLeft(s)}
                <button type="button" class="plain" @click=${()=>this.jumpToGap()}>${a.nextGap}</button>
              </p>`:d}
        ${t!==void 0?l`<p><button type="button" class="plain" @click=${this.#r}>${a.undo}</button></p>`:d}
        ${r?l`<p class="quiet">${e.length} / ${U}</p>`:d}
      </div>
      <slot></slot>
    </div>`}#i(e){this.#s="",this.#l(e.trim()?{answer:e}:{answer:e,used:void 0})}#r(){this.#l({answer:this.#t.read().before??"",used:void 0,before:void 0}),this.updateComplete.then(()=>this.focusBox())}#n(e){e.key==="Escape"&&this.#e?.blur(),ne(e)&&(e.preventDefault(),this.dispatchEvent(new CustomEvent("answer-send",{detail:{withLinks:!e.shiftKey}})))}#l(e){this.#t.change(e),this.requestUpdate(),this.dispatchEvent(new CustomEvent("answer-changed"))}}function Wt({messages:i,notes:e,conversation:t},s,r,n){return[...i.map(h=>[h.at,Gt(h,s,t.role,r,n)]),...e.map(h=>[h.at,Ft(h,n)])].sort(([h],[c])=>Date.parse(h)-Date.parse(c)).map(([,h])=>h)}function Gt(i,e,t,s,r){const{author:n,text:o,answer:h,at:c,name:u}=i,m=n==="agent"?u===s?a.yours:u??a.authors.agent:n==="asker"?a.askerOf(t):a.authors.desk;return l`<li class="said from-${n}">
    <p class="who"><b>${m}</b> <time datetime=${c} title=${Ve(c)}>${Ke(c,r)}</time></p>
    ${n==="desk"?(h?.parts?.length?h.parts:[{...h,text:o}]).map(p=>l`<div class="words">${le(p.text)}</div>
                ${Kt(p)}`):l`<div class="words">${n==="asker"?je(o,e):le(o)}</div>`}
  </li>`}function Kt({rule:i,topic:e,citations:t=[]}){return!i&&!t.length?d:l`<p class="because">
    ${e?O(e):d}${i?l` · ${a.rule} <code>${i}</code>`:d}
    ${t.map(({title:s,url:r})=>l` · § ${he(s,r)}`)}
  </p>`}function Ft({agent:i,text:e,at:t},s){return l`<li class="said from-note">
    <p class="who">
      <b>${a.note}</b> ${y(i)} <time datetime=${t} title=${Ve(t)}>${Ke(t,s)}</time> ·
      ${a.notes}
    </p>
    <div class="words">${le(e)}</div>
  </li>`}function Vt(i){const{asked:e}=i.summary;return l`<section class="card" aria-label=${a.why}>
    <p class="short">
      <b>${a.why}</b> ${Bt(i)}
      ${e?l`<span class="quiet">${a.asked}: “${e}”</span>`:d}
    </p>
    ${i.ended_at?l`<p class="quiet">${Yt(i)}</p>`:d}
  </section>`}function Yt({state:i,agent:e,end_reason:t}){return`${a.ended[i]}${e?` by ${y(e)}`:""}${t?`: ${t}`:""}`}function Jt({number:i,state:e,title:t,more:s=0,placed_at:r,steps:n,email:o,proven:h}){return l`<section class="card order" aria-label="${a.order} ${i}">
    <p>
      <b>${a.order} ${i}</b> ${t??d} ${s?a.more(s):d}
      ${r?l`<span class="quiet">${a.placed(Fe(r))}</span>`:d}
    </p>
    <p class="quiet">
      ${o} · <span class=${h?"good":"warn"}>${h?a.proven:a.notProven}</span>
    </p>
    <ol class="steps">
      ${(n??[{state:e,at:null,done:!1}]).map(c=>{const u=c.state===e;return l`<li class=${u?"is-now":c.done?"is-done":""} aria-current=${u?"step":d}>
          ${It(c.state)} ${c.done&&!u?l`<span class="unseen">(${a.done})</span>`:d}
          ${c.at&&(u||c.done)?l`<small>${Fe(c.at)}</small>`:d}
        </li>`})}
    </ol>
  </section>`}const Je=["open","mine","taken","live","ended"];class ue extends Error{constructor(e,t="",s){super(t),this.status=e,this.retryAfter=s}}const Zt=45e3,Xt=15e3,Qt=6e4,es=6e4;class ts{constructor(e){this.signedOut=e;for(const t of["keydown","pointerdown","pointermove"])addEventListener(t,()=>this.#s=Date.now(),{passive:!0,capture:!0})}#t="";#s=Date.now();async me(){const e=await this.#e("GET","/desk/me");return this.#t=e.csrf??"",e}signOut(){return this.#e("POST","/desk/sign-out")}async agents(){return(await this.#e("GET","/desk/agents")).agents}inbox(e){return this.#e("GET",`/desk/conversations?view=${e}`)}conversation(e){return this.#e("GET",`/desk/conversations/${encodeURIComponent(e)}`)}look(e,t,s){return this.#e("POST",`/desk/conversations/${encodeURIComponent(e)}/look`,{message:t,writes:s})}async join(e){return(await this.#e("POST",`/desk/conversations/${encodeURIComponent(e)}/case`)).case}take(e){return this.#e("POST",`/desk/cases/${e}/take`)}say(e,t,s){return this.#e("POST",`/desk/cases/${e}/messages`,{text:t,id:s})}end(e,t,s){return this.#e("POST",`/desk/cases/${e}/${t}`,s?{reason:s}:{})}note(e,t){return this.#e("POST",`/desk/cases/${e}/notes`,{text:t})}handTo(e,t){return this.#e("POST",`/desk/cases/${e}/hand-to`,{to:t})}suggest(e){return this.#e("POST","/desk/suggestions",e)}judge(e,t){return this.#e("POST",`/desk/suggestions/${encodeURIComponent(e)}/feedback`,t)}listen(e,t){let s,r=!1,n=0;const o=u=>t(r=u),h=()=>{s=new EventSource("/desk/changes"),s.addEventListener("changed",()=>{n=0,o(!0),e()}),s.onerror=()=>{s?.readyState===EventSource.CLOSED&&(o(!1),setTimeout(h,Math.min(Qt,1e3*2**n++)*(.5+Math.random()/2)))}};let c=!1;setInterval(()=>{const u=s?.readyState===EventSource.OPEN;if(r&&(u||c))return void(c=u);o(!1),e()},Xt),h()}async#e(e,t,s){const r={Accept:"application/json"};e!=="GET"&&(r["X-CSRF-Token"]=this.#t),s!==void 0&&(r["Content-Type"]="application/json"),Date.now()-this.#s>es&&(r["X-Unattended"]="yes");const n=new AbortController,o=setTimeout(()=>n.abort(),Zt);try{const h=await fetch(t,{method:e,headers:r,body:s===void 0?null:JSON.stringify(s),cache:"no-store",signal:n.signal});if(h.status===204||h.redirected)return;if(h.ok)return await h.json();h.status===401&&this.signedOut();const c=await h.json().catch(()=>({}));throw new ue(h.status,c.detail,Number(h.headers.get("Retry-After"))||void 0)}catch(h){throw h instanceof ue?h:new ue(0)}finally{clearTimeout(o)}}}const ss=1e4,Ze=1e4,is=80;class rs extends v{static styles=z;static properties={server:{attribute:!1},me:{attribute:!1},conversation:{},pulse:{type:Number},now:{type:Number}};#t;#s=[];#e;#i=0;#r="idle";#n="";#l=new Map;#m=0;#c=new N("");#a=!1;#o;#f=[];#p="";#h="";#b=!1;#w;#v=0;#u="talk";#g=!0;#x=new ResizeObserver(([e])=>{e&&this.#g&&(e.target.scrollTop=e.target.scrollHeight)});#y=0;connectedCallback(){super.connectedCallback(),this.#y=setInterval(()=>void this.#C(),ss),document.addEventListener("visibilitychange",this.#D)}disconnectedCallback(){super.disconnectedCallback(),clearInterval(this.#y),this.#x.disconnect(),document.removeEventListener("visibilitychange",this.#D)}do(e){const t={draft1:0,draft2:1,draft3:2}[e];if(t!==void 0)return this.#H(t);const r={take:()=>this.#d||this.#W(),answer:()=>this.#j(!1),note:()=>this.#j(!0),insert:()=>this.#z(this.#i),suggest:()=>this.#B(!0),giveBack:()=>this.#k("giveBack"),close:()=>this.#k("close"),handTo:()=>this.#k("handTo")}[e];return!r||!this.#t?!1:(r(),!0)}willUpdate(e){e.has("conversation")?this.#T():e.has("pulse")&&this.#C()}updated(){const e=this.renderRoot.querySelector(".paper");e&&(this.#x.observe(e),this.#g&&(e.scrollTop=e.scrollHeight))}render(){const e=this.#t;if(!e)return l`<div class="empty" role=${this.#h?"alert":d}>
        <p>${this.#h||a.loading}</p>
      </div>`;const{conversation:t,order:s}=e,r=Ie(this.#e,this.#i);return l`<div class="panes shows-${this.#u}">
      <section class="talk" aria-labelledby="with">
        <header class="column-head">
          <div class="small-screen">
            <a class="back" href="/desk">← ${a.back}</a>
            ${this.#O()}
          </div>
          <h1 id="with" tabindex="-1">${We(t)}</h1>
          ${this.me.queues.length>1?l`<span class="tag">${t.shop}</span>`:d}
          <span class="quiet">${Ge(t.case,this.me.name)}</span>
          ${this.#A(t.case)}
        </header>
        ${this.#o?this.#P(this.#o):d}
        <div class="paper scroll" @scroll=${this.#N} tabindex="0" role="group" aria-label=${a.messages}>
          ${t.case||s?l`<div class="cards">
                  ${t.case?Vt(t.case):d} ${s?Jt(s):d}
                </div>`:d}
          <ol class="all-said">
            ${Wt(e,r,this.me.shown_as,this.now)}
          </ol>
        </div>
        <div class="writing">${this.#_()} ${this.#R(e)}</div>
      </section>
      <desk-drafts
        .server=${this.server}
        .found=${this.#e}
        .chosen=${this.#i}
        .answer=${this.#$?.madeFrom(this.#e,this.#i)??""}
        .state=${this.#r}
        .told=${this.#n}
        @draft-chosen=${n=>this.#H(n.detail.place)}
        @draft-insert=${n=>this.#z(n.detail.place)}
        @draft-ask=${()=>this.#B(!0)}
      ></desk-drafts>
    </div>`}#O(){const e=t=>l`<button type="button" class="small" aria-pressed=${this.#u===t} @click=${()=>this.#V(t)}>
        ${a[t]}${t==="drafts"&&this.#e?` (${this.#e.suggestions.length})`:d}
      </button>`;return l`<div class="switch" role="group" aria-label=${a.conversation}>
      ${e("talk")}${e("drafts")}
    </div>`}#A(e){const t=(n,o,h,c="")=>l`<button
        type="button"
        class="small ${c}"
        aria-keyshortcuts=${w(n)}
        aria-expanded=${n===this.#o?"true":d}
        @click=${h}
      >
        ${o} <kbd>${w(n)}</kbd>
      </button>`,s=e?.state==="open"||e?.state==="taken",r=e?.state==="taken"&&!this.#d;return l`<div class="doings">
      ${r||this.#d?d:t("take",e?.state==="open"?a.take:a.join,()=>void this.#W(),"solid")}
      ${this.#d?t("giveBack",a.giveBack,()=>this.#k("giveBack")):d}
      ${s&&!r?t("close",a.closeCase,()=>this.#k("close")):d}
      ${s&&!r?t("handTo",a.handTo,()=>this.#k("handTo")):d}
      <button type="button" class="small" @click=${this.#X}>${a.copyLink}</button>
    </div>`}#P(e){const t=e==="handTo",s=t?a.toWhom:e==="close"?a.reasonToClose:a.reasonToGiveBack,r=this.#f.filter(({name:n})=>n!==this.me.name);return l`<form
      class="reason"
      @submit=${this.#J}
      @keydown=${n=>n.key==="Escape"&&this.#k(void 0)}
    >
      <label for="reason">${s}</label>
      ${t?d:l`<div class="chips">
              ${a.reasons[e].map(n=>l`<button type="button" class="small" @click=${()=>this.#F(e,n)}>${A(n)}</button>`)}
            </div>`}
      <div class="row">
        ${t&&r.length?l`<select id="reason">
                ${r.map(({name:n,shown_as:o})=>l`<option value=${n}>${o}</option>`)}
              </select>`:l`<input id="reason" maxlength=${t?64:200} ?required=${t} />`}
        <button class="solid small">
          ${t?a.handOver:e==="close"?a.closeCase:a.giveBack}
        </button>
        <button type="button" class="small" @click=${()=>this.#k(void 0)}>${a.cancel}</button>
      </div>
    </form>`}#_(){const e=this.#s.filter(({writes:s})=>s).map(({agent:s})=>y(s)),t=this.#s.filter(({writes:s})=>!s).map(({agent:s})=>y(s));return l`<div class="presence" role="status">
      ${e.length?l`<p class="warning">${a.writes(e)}</p>`:d}
      ${t.length?l`<p class="quiet">${a.looks(t)}</p>`:d}
    </div>`}#R({conversation:e,by_mail:t}){const{case:s}=e,r=jt(e),n=s?.state==="taken"&&!this.#d,o=this.#d?a.readInChat(e.email?r:A(r),t):n?a.anotherHas(y(s?.agent??null)):s&&s.state!=="open"?a.hasEnded:a.takeFirst,h=(c,u,m)=>l`<button
        type="button"
        class="small"
        aria-pressed=${this.#a===c}
        aria-keyshortcuts=${w(m)}
        @click=${()=>this.#j(c)}
      >
        ${u} <kbd>${w(m)}</kbd>
      </button>`;return l`<div class="tabs" role="group" aria-label=${a.yourAnswer}>
        ${h(!1,a.answerTab,"answer")} ${s?h(!0,a.note,"note"):d}
        <span class="told" role="status">${this.#p}</span>
      </div>
      ${this.#h?l`<p class="alarm" role="alert">${this.#h}</p>`:d}
      <desk-answer
        ?hidden=${this.#a}
        .place=${this.#S}
        @answer-changed=${this.#Y}
        @answer-send=${()=>void this.#G()}
      >
        <div class="sending">
          <p class=${this.#d?"quiet":"warn"}>${o}</p>
          <button
            type="button"
            class="solid send"
            aria-disabled=${!this.#d||this.#b}
            aria-keyshortcuts="Control+Enter"
            @click=${()=>void this.#G()}
          >
            ${this.#b?a.sending:a.send(r)} <kbd>Ctrl ↵</kbd>
          </button>
        </div>
      </desk-answer>
      ${this.#a?this.#U():d}`}#U(){return l`<form class="box note" @submit=${this.#K}>
      <label for="note">${a.writeNote}</label>
      <textarea
        id="note"
        rows="3"
        maxlength=${U}
        .value=${this.#c.read().beside}
        @input=${e=>this.#c.change({beside:e.target.value})}
        @keydown=${e=>{e.key==="Escape"&&e.target.blur(),ne(e)&&this.#K(e)}}
      ></textarea>
      <div class="sending">
        <p class="quiet">${a.notes}</p>
        <button class="small">${a.keepNote} <kbd>Ctrl ↵</kbd></button>
      </div>
    </form>`}get#d(){const e=this.#t?.conversation.case;return e?.state==="taken"&&e.agent===this.me.name}get#S(){return`${this.me.name}|${this.conversation}`}get#$(){return this.renderRoot.querySelector("desk-answer")}#E(e){return Math.max(0,...(this.#t?.messages??[]).filter(t=>t.author===e).map(({id:t})=>t))}#T(){this.#t=this.#e=this.#o=this.#w=void 0,this.#s=[],this.#i=this.#m=this.#v=0,this.#r="idle",this.#n=this.#p=this.#h="",this.#a=this.#b=!1,this.#u="talk",this.#g=!0,this.#c=new N(this.#S),this.#q()}async#q(){const{conversation:e}=this,t=this.#t;try{const n=await this.server.conversation(e);if(await J(this.server,[n.conversation.case?.agent,...n.notes.map(({agent:o})=>o)]),e!==this.conversation)return;this.#t=n}catch(n){if(e!==this.conversation)return;this.#h=M(n),this.requestUpdate();return}this.requestUpdate(),await this.updateComplete,t?this.#I(this.#t.messages.filter(({id:n})=>!t.messages.some(o=>o.id===n))):this.#C();const r=this.#t.conversation.case?.state==="open"||this.#d;this.#E("asker")<this.#E("agent")?(this.#e||(this.#r="nothing"),this.requestUpdate()):this.#E("asker")>this.#m&&r&&(!this.#e&&!this.#$?.text.trim()?this.#B():this.#r!=="asking"&&(this.#r="stale"),this.requestUpdate())}#I(e){const t=e.filter(({author:s,name:r})=>s!=="agent"||r!==this.me.shown_as);for(const{author:s,text:r,name:n}of t)this.#L("desk-news",{text:`${n??a.authors[s]}: ${r}`})}#N(e){const{scrollHeight:t,scrollTop:s,clientHeight:r}=e.target;this.#g=t-s-r<is}#D=()=>void this.#C();async#C(){const{conversation:e}=this,t=this.#t;if(!t||document.visibilityState!=="visible")return;const s=Math.max(0,...t.messages.map(({id:n})=>n)),r=Date.now()-this.#v<Ze;try{const{viewers:n,newest:o}=await this.server.look(e,s,r);if(await J(this.server,n.map(({agent:h})=>h)),e!==this.conversation)return;this.#s=n,this.requestUpdate(),this.#L("desk-read",{id:e,message:s}),o!==this.#t?.newest&&(await this.#q(),this.#t&&Math.max(0,...this.#t.messages.map(({id:h})=>h))>s&&await this.#C())}catch{}}#V(e){this.#u=e,this.requestUpdate()}#Y(){const e=Date.now()-this.#v>=Ze;this.#w=void 0,this.#h=this.#p="",this.#v=this.#$?.text.trim()?Date.now():0,e&&this.#v&&this.#C(),this.requestUpdate()}#j(e){this.#a=e&&!!this.#t?.conversation.case,this.#u="talk",this.requestUpdate(),this.updateComplete.then(()=>this.#a?this.renderRoot.querySelector("#note")?.focus():this.#$?.focusBox())}async#B(e=!1){const{conversation:t}=this;if(this.#r==="asking")return;const s=`${t} ${this.#E("asker")}`;this.#r="asking",this.#n="",this.#m=this.#E("asker"),this.requestUpdate();try{const r=!e&&this.#l.get(s)||await this.server.suggest({conversation:t});if(this.#l.set(s,r),t!==this.conversation)return;this.#e=r,this.#i=0,this.#r="idle",this.#L("desk-news",{text:a.ready(r.suggestions.length)})}catch(r){if(t!==this.conversation)return;this.#e=void 0,this.#r=r.status===409?"nothing":"idle",this.#n=this.#r==="idle"?M(r):""}this.requestUpdate()}#H(e){return this.#e?.suggestions[e]?(this.#i=e,this.#u="drafts",this.requestUpdate(),!0):!1}#z(e){this.#e?.suggestions[e]&&(this.#a=!1,this.#u="talk",this.#$?.insert(this.#e,e),this.requestUpdate())}async#W(){const e=this.#t?.conversation.case;await this.#M(async()=>{const t=e?.state==="open"?e:await this.server.join(this.conversation);await this.server.take(t.id)}),this.#d&&this.#$?.focusBox()}async#G(){const e=this.#$,t=this.#t?.conversation.case;if(!e||this.#b)return;if(!this.#d||!t){this.#h=t?.state==="taken"?a.anotherHas(y(t.agent)):t&&t.state!=="open"?a.hasEnded:a.takeFirst,this.requestUpdate();return}if(!e.isReady())return;const{conversation:s}=this;this.#b=!0,this.requestUpdate();const r=this.#w??=ns(),n=await this.#M(()=>this.server.say(t.id,e.text.trim(),r));s===this.conversation&&(this.#b=!1,n&&(await e.judge(this.server),e.clear(),this.#v=0,this.#e=void 0,this.#r="nothing",this.#g=!0,this.#p=a.sent),this.requestUpdate())}async#K(e){e.preventDefault();const t=this.#t?.conversation.case,{beside:s}=this.#c.read();!t||!s.trim()||await this.#M(()=>this.server.note(t.id,s.trim()))&&(this.#c.change({beside:""}),this.#g=!0,this.#a=!1,this.#p=a.noteKept,this.requestUpdate())}#k(e){const t=this.#t?.conversation.case,s=t?.state==="taken"&&!this.#d,r=t&&!s&&(e==="giveBack"?this.#d:t.state==="open"||t.state==="taken");this.#o=r&&e!==this.#o?e:void 0,this.#o&&(this.#u="talk"),this.#o==="handTo"&&this.server.agents().then(n=>(this.#f=n,this.requestUpdate()),()=>{}),this.requestUpdate(),this.updateComplete.then(()=>this.renderRoot.querySelector(this.#o?"#reason":"#with")?.focus())}#J(e){e.preventDefault();const t=this.renderRoot.querySelector("#reason")?.value.trim()??"";this.#o==="handTo"?this.#Z(t):this.#o&&this.#F(this.#o,t)}async#F(e,t){const s=this.#t?.conversation.case;this.#k(void 0),s&&await this.#M(()=>this.server.end(s.id,e==="close"?"close":"give-back",t))}async#Z(e){const t=this.#t?.conversation.case;this.#k(void 0),t&&e&&await this.#M(()=>this.server.handTo(t.id,e))&&(this.#p=a.handed(y(e))),this.requestUpdate()}async#X(){this.#p=await Be(`${location.origin}/desk/c/${this.conversation}`)?a.linkCopied:a.notCopied,this.requestUpdate()}async#M(e){const{conversation:t}=this;this.#h=this.#p="";let s=!0;try{await e()}catch(r){s=!1;const{status:n,message:o}=r,h=n===409?a.takenMeanwhile(await Mt(this.server,o)):M(r);t===this.conversation&&(this.#h=h)}return t===this.conversation&&await this.#q(),this.#L("desk-done",{}),this.requestUpdate(),s}#L(e,t){this.dispatchEvent(new CustomEvent(e,{detail:t}))}}function ns(){return Array.from(crypto.getRandomValues(new Uint8Array(12)),i=>i.toString(16).padStart(2,"0")).join("")}class as extends v{static styles=z;static properties={server:{attribute:!1},found:{attribute:!1},chosen:{type:Number},answer:{},state:{},told:{}};#t=0;#s=!1;#e=!1;#i=new Set;constructor(){super(),this.chosen=0,this.answer="",this.state="idle",this.told=""}focusTitle(){this.renderRoot.querySelector("#title")?.focus()}willUpdate(e){(e.has("found")||e.has("chosen"))&&(this.#t=0,this.#s=this.#e=!1)}render(){const{found:e,state:t,told:s}=this,r=t==="asking";return l`<section class="drafts" aria-labelledby="title" aria-busy=${r}>
      <header class="column-head">
        <h2 id="title" tabindex="-1">${a.draftsTitle}</h2>
        <button
          type="button"
          class=${t==="stale"?"solid small":"small"}
          aria-keyshortcuts="r"
          @click=${()=>this.#u("draft-ask")}
        >
          ${t==="stale"?a.suggestAnew:a.suggest} <kbd>${w("suggest")}</kbd>
        </button>
      </header>
      <div class="scroll">
        ${s?l`<p class="alarm" role="alert">${s}</p>`:d}
        ${r&&!e?l`<p class="quiet">${a.thinking}</p>`:d}
        ${t==="nothing"?l`<p class="quiet">${a.nothingAsked}</p>`:d}
        ${e&&!r?this.#r(e):d}
      </div>
    </section>`}#r({id:e,suggestions:t}){const s=t[this.chosen];return s?l`<div class="choices" role="group" aria-label=${a.drafts}>
        ${t.map((r,n)=>this.#n(r,n))}
      </div>
      ${s.warnings.map(({text:r})=>l`<p class="warning">${r}</p>`)}
      <div class="doings">
        <button type="button" class="solid" aria-keyshortcuts="i" @click=${()=>this.#u("draft-insert")}>
          ${a.insert} <kbd>${w("insert")}</kbd>
        </button>
        <button type="button" aria-expanded=${this.#e} @click=${this.#h}>
          ${a.noneFits}
        </button>
      </div>
      ${this.#p(e)} ${this.#l(s)} ${this.#f(s)}`:d}#n({why:e,to:t,warnings:s},r){const n=e.map(({topic:u})=>u?O(u):a.noTopic).join(" + "),o=[...new Set(e.map(({order:u})=>u).filter(Boolean))],h=Math.min(...e.map(({confidence:u})=>u)),c=[a.to[t],o.join(", "),e.some(({topic:u})=>u)?a.sure(h):""].filter(Boolean);return l`<button
      type="button"
      class="choice"
      aria-pressed=${r===this.chosen}
      aria-keyshortcuts=${r+1}
      @click=${()=>this.#u("draft-chosen",r)}
    >
      <kbd>${r+1}</kbd>
      <span><b>${A(n)}</b><small>${c.join(" · ")}${s.length?" · ⚠":d}</small></span>
    </button>`}#l({lines:e}){const t=new Map;return e.forEach((s,r)=>t.set(s.paragraph,[...t.get(s.paragraph)??[],[s,r]])),l`<div class="letter" role="group" aria-label=${a.draft(this.chosen+1)} @keydown=${this.#v}>
        ${[...t.values()].map(s=>l`<p>
              ${s.map(([r,n])=>[this.#c(r,n),this.#m(s,n)?l`<br />`:" "])}
            </p>`)}
      </div>
      <div class="source" aria-live="polite">
        ${this.#s?this.#o(e[this.#t]):l`<p class="quiet">${a.whySentence}</p>`}
      </div>`}#m(e,t){return e.some(([s,r])=>(r===t||r===t+1)&&s.text.startsWith("- "))}#c(e,t){const{text:s,source:r}=e,[,n]=r.kind==="links"?/^(.*): https?:\/\/\S+$/.exec(s)??[]:[];return l`<span
      class="sentence ${this.#s&&t===this.#t?"is-shown":""} ${this.#a(e)?"is-changed":""}"
      role="button"
      tabindex=${t===this.#t?0:-1}
      @mouseenter=${()=>this.#w(t)}
      @focus=${()=>this.#w(t)}
      @click=${()=>this.#w(t)}
      >${n?l`${n} <small>(${a.withAddress})</small>`:s}</span
    >`}#a({text:e}){return this.answer.trim()!==""&&!this.answer.includes(e)}#o(e){if(!e)return d;const{kind:t,key:s,rule:r,facts:n,sections:o=[]}=e.source,h=(this.found?.suggestions[this.chosen]?.parts??[this.found?.suggestions[this.chosen]]).flatMap(u=>u?.citations??[]),c=o.map(u=>{const m=h.find(p=>`${p.article}#${p.section}`===u);return he(m?.title??O(u.split("#")[1]??u),m?.url??`/kb/${u}`)});return l`<p>
        <b>${a.sources[t]}</b> ${t==="reply"||t==="phrase"?l`<code>${s}</code>`:d}
        ${r?l`· ${a.rule} <code>${r}</code>`:d}
      </p>
      ${c.length?l`<p>${c.map((u,m)=>l`${m?" · ":d}§ ${u}`)}</p>`:d}
      ${n?l`<p>${a.facts(n)}</p>`:d}
      ${this.#a(e)?l`<p class="quiet">${A(a.changed)}</p>`:d}`}#f({why:e}){const t=s=>`, ${a.sure(s)} (${Math.round(s*100)} %)`;return l`<h3>${a.whyThis}</h3>
      <ul class="why">
        ${e.map(({topic:s,confidence:r,rule:n,because:o,order:h})=>l`<li>
              <b>${A(s?O(s):a.noTopic)}</b>${s?t(r):d}${h?`, ${h}`:d}
              ${n?l`<br /><span class="quiet">${a.rule} <code>${n}</code>${o?`: ${o}`:d}</span>`:d}
            </li>`)}
      </ul>`}#p(e){return this.#i.has(`${e} ${this.chosen}`)?l`<p class="quiet" role="status">${a.told}</p>`:this.#e?l`<form class="reason" @submit=${t=>this.#b(t,e)}>
      <label for="wrong">${a.whyNot}</label>
      <div class="chips">
        ${a.rejections.map(t=>l`<button type="button" class="small" @click=${s=>this.#b(s,e,t)}>
            ${A(t)}
          </button>`)}
      </div>
      <div class="row"><input id="wrong" maxlength="200" /><button class="small">${a.tell}</button></div>
    </form>`:d}#h(){this.#e=!this.#e,this.requestUpdate()}#b(e,t,s=this.renderRoot.querySelector("#wrong")?.value.trim()){e.preventDefault(),this.#e=!1,this.#i.add(`${t} ${this.chosen}`),this.server.judge(t,{verdict:"rejected",draft:this.chosen,...s?{reason:s}:{}}).catch(()=>{}),this.requestUpdate()}#w(e){this.#t=e,this.#s=!0,this.requestUpdate()}#v(e){const s={ArrowRight:1,ArrowDown:1,ArrowLeft:-1,ArrowUp:-1}[e.key];if(!s)return;e.preventDefault();const r=this.renderRoot.querySelectorAll(".sentence");r[Math.min(Math.max(this.#t+s,0),r.length-1)]?.focus()}#u(e,t=this.chosen){this.dispatchEvent(new CustomEvent(e,{detail:{place:t}}))}}const os=/\bPC-\d+\b/g;class ls extends v{static styles=z;static properties={server:{attribute:!1},me:{attribute:!1}};#t=new N("");#s="consumer";#e="";#i="";#r="";#n;#l=0;#m="";#c="idle";#a="";#o="";#f="";connectedCallback(){super.connectedCallback();const e=new URLSearchParams(location.search);this.#s=e.get("as")==="photographer"?"photographer":"consumer",this.#i=e.get("order")??"",this.updateComplete.then(()=>this.#x?.focus())}do(e){const t={draft1:0,draft2:1,draft3:2}[e];if(t!==void 0)return this.#U(t);if(e==="insert")this.#d(this.#l);else if(e==="suggest")this.#_();else if(e==="answer")this.#g?.focusBox();else if(e==="note")this.#T();else return!1;return!0}willUpdate(e){e.has("me")&&(this.#t=new N(this.#v))}render(){return l`<div class="panes mail">
      <section class="letter-in" aria-labelledby="title">
        <header class="column-head">
          <a class="back" href="/desk">← ${a.back}</a>
          <h1 id="title">${a.mailTitle}</h1>
          <button type="button" class="small" aria-keyshortcuts="n" @click=${this.#T}>
            ${a.nextMail} <kbd>${w("note")}</kbd>
          </button>
        </header>
        <form class="scroll" @submit=${this.#y} @keydown=${this.#O}>
          ${this.#m?this.#h():this.#p()} ${this.#b()}
          <p>
            <button class="solid">${a.suggest} <kbd>Ctrl ↵</kbd></button>
          </p>
        </form>
      </section>
      <section class="talk" aria-label=${a.yourAnswer}>
        <div class="writing whole">
          ${this.#w()} ${this.#o?l`<p class="alarm" role="alert">${this.#o}</p>`:d}
          <desk-answer
            full
            .place=${this.#v}
            @answer-changed=${this.#S}
            @answer-send=${e=>void this.#$(e.detail.withLinks)}
          >
            <div class="sending">
              <button
                type="button"
                class="solid"
                aria-keyshortcuts="Control+Enter"
                @click=${()=>void this.#$(!0)}
              >
                ${a.copy} <kbd>Ctrl ↵</kbd>
              </button>
              <button type="button" aria-keyshortcuts="Control+Shift+Enter" @click=${()=>void this.#$(!1)}>
                ${a.copyWithoutLinks} <kbd>Ctrl Shift ↵</kbd>
              </button>
            </div>
          </desk-answer>
          <p class="done" role="status">
            ${this.#a}
            ${this.#a?l`<button type="button" id="next" class="small" @click=${this.#T}>${a.nextMail}</button>`:d}
          </p>
        </div>
      </section>
      <desk-drafts
        .server=${this.server}
        .found=${this.#n}
        .chosen=${this.#l}
        .answer=${this.#g?.madeFrom(this.#n,this.#l)??""}
        .state=${this.#c}
        .told=${this.#f}
        @draft-chosen=${e=>this.#U(e.detail.place)}
        @draft-insert=${e=>this.#d(e.detail.place)}
        @draft-ask=${()=>void this.#_()}
      ></desk-drafts>
    </div>`}#p(){const{beside:e}=this.#t.read();return l`<div class="box">
      <label for="mail">${a.mail}</label>
      <p class="quiet" id="mail-hint">${a.mailHint}</p>
      <textarea
        id="mail"
        rows="12"
        aria-describedby="mail-hint"
        .value=${V(e)}
        @input=${t=>{this.#t.change({beside:t.target.value}),this.requestUpdate()}}
      ></textarea>
      ${e.length>U?l`<p class="warn">${a.tooLong(U)}</p>`:d}
    </div>`}#h(){const e=je(this.#m,Ie(this.#n,this.#l));return l`<div class="box">
      <p class="row between">
        <b>${a.asRead}</b> <button type="button" class="plain" @click=${this.#E}>${a.changeMail}</button>
      </p>
      <div class="as-read" tabindex="0" role="group" aria-label=${a.asRead}>${e}</div>
    </div>`}#b(){const e=(s,r)=>l`<label class="radio"
        ><input
          type="radio"
          name="as"
          value=${s}
          .checked=${this.#s===s}
          @change=${()=>this.#A(()=>this.#s=s)}
        />${r}</label
      >`,t=this.#u;return l`<fieldset>
        <legend>${a.wroteIt}</legend>
        ${e("consumer",a.aConsumer)} ${e("photographer",a.aPhotographer)}
      </fieldset>
      <div class="fields">
        <label
          >${a.from}<input
            type="email"
            autocomplete="off"
            maxlength="254"
            .value=${V(this.#e)}
            @input=${s=>this.#e=pe(s)}
        /></label>
        <label
          >${a.number}<input
            autocomplete="off"
            maxlength="64"
            .value=${V(this.#i)}
            @change=${s=>this.#A(()=>this.#i=pe(s))}
        /></label>
        ${t.length>1?l`<label
                >${a.shop}<select id="shop" @change=${s=>this.#r=pe(s)}>
                  <option value="">–</option>
                  ${t.map(s=>l`<option ?selected=${s===this.#r}>${s}</option>`)}
                </select></label
              >`:d}
      </div>
      <p class="quiet">${a.from}, ${a.number.toLowerCase()}: ${a.optional}.</p>`}#w(){const s=(this.#n?.suggestions??[]).filter(({why:n})=>n.some(({topic:o})=>o)).flatMap(({warnings:n})=>n).filter(({code:n})=>n==="several_orders"),r=[...new Set(s.flatMap(({text:n})=>n.match(os)??[]))];return r.length<2?d:l`<div class="reason" role="group" aria-label=${a.whichOrder}>
      <p>${a.whichOrder}</p>
      <div class="chips">
        ${r.map(n=>l`<button type="button" class="small" @click=${()=>this.#P(n)}>${n}</button>`)}
      </div>
    </div>`}get#v(){return`${this.me.name}|mail`}get#u(){return this.me.queues.filter(e=>e!=="service")}get#g(){return this.renderRoot.querySelector("desk-answer")}get#x(){return this.renderRoot.querySelector("#mail")}#y(e){e.preventDefault(),this.#_()}#O(e){e.key==="Escape"&&e.composedPath()[0].blur(),ne(e)&&this.#y(e)}#A(e){e();const t=new URLSearchParams({...this.#i?{order:this.#i}:{},...this.#s==="photographer"?{as:this.#s}:{}});history.replaceState(null,"",`/desk/mail${t.size?`?${t}`:""}`),this.requestUpdate()}#P(e){this.#A(()=>this.#i=e),this.#_()}async#_(){const e=this.#t.read().beside.slice(0,U);if(this.#c==="asking")return;if(!e.trim()){this.#f=a.emptyMail,this.requestUpdate(),this.#x?.focus();return}if(this.#u.length>1&&!this.#r){this.#f=a.whichShop,this.requestUpdate(),this.renderRoot.querySelector("#shop")?.focus();return}this.#c="asking",this.#f=this.#a=this.#o="",this.requestUpdate();const[t,s,r]=[this.#i.trim(),this.#e.trim(),this.#r];try{const n=await this.server.suggest({text:e,as:this.#s,...t?{order:t}:{},...s?{from:s}:{},...r?{shop:r}:{}});this.#n={...n,text:e},this.#m=e,this.#l=0,this.dispatchEvent(new CustomEvent("desk-news",{detail:{text:a.ready(n.suggestions.length)}})),await this.#R()}catch(n){this.#f=M(n)}this.#c="idle",this.requestUpdate()}async#R(){this.requestUpdate(),await this.updateComplete,this.renderRoot.querySelector("desk-drafts")?.focusTitle()}#U(e){return this.#n?.suggestions[e]?(this.#l=e,this.requestUpdate(),!0):!1}#d(e){this.#n?.suggestions[e]&&(this.#g?.insert(this.#n,e),this.requestUpdate())}#S(){this.#a=this.#o="",this.requestUpdate()}async#$(e){const t=this.#g;if(!t?.isReady())return;const s=t.text.trim();if(!await Be(e?s:Rt(s))){this.#o=a.notCopied,this.requestUpdate();return}await t.judge(this.server),this.#a=a.copied,this.requestUpdate(),await this.updateComplete,this.renderRoot.querySelector("#next")?.focus()}#E(){this.#m="",this.requestUpdate(),this.updateComplete.then(()=>this.#x?.focus())}#T(){this.#g?.clear(),this.#t.change({beside:""}),this.#n=void 0,this.#m=this.#a=this.#o=this.#f=this.#e="",this.#l=0,this.#s="consumer",this.#A(()=>this.#i=""),this.updateComplete.then(()=>this.#x?.focus())}}function pe(i){return i.target.value}/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */const Xe=(i,e,t)=>{const s=new Map;for(let r=e;r<=t;r++)s.set(i[r],r);return s},Qe=qe(class extends Pe{constructor(i){if(super(i),i.type!==T.CHILD)throw Error("repeat() can only be used in text expressions")}dt(i,e,t){let s;t===void 0?t=e:e!==void 0&&(s=e);const r=[],n=[];let o=0;for(const h of i)r[o]=s?s(h,o):o,n[o]=t(h,o),o++;return{values:n,keys:r}}render(i,e,t){return this.dt(i,e,t).values}update(i,[e,t,s]){const r=Ot(i),{values:n,keys:o}=this.dt(e,t,s);if(!Array.isArray(r))return this.ut=o,n;const h=this.ut??=[],c=[];let u,m,p=0,g=r.length-1,f=0,$=n.length-1;for(;p<=g&&f<=$;)if(r[p]===null)p++;else if(r[g]===null)g--;else if(h[p]===o[f])c[f]=C(r[p],n[f]),p++,f++;else if(h[g]===o[$])c[$]=C(r[g],n[$]),g--,$--;else if(h[p]===o[$])c[$]=C(r[p],n[$]),H(i,c[$+1],r[p]),p++,$--;else if(h[g]===o[f])c[f]=C(r[g],n[f]),H(i,r[p],r[g]),g--,f++;else if(u===void 0&&(u=Xe(o,f,$),m=Xe(h,p,g)),u.has(h[p]))if(u.has(h[g])){const k=m.get(o[f]),me=k!==void 0?r[k]:null;if(me===null){const st=H(i,r[p]);C(st,n[f]),c[f]=st}else c[f]=C(me,n[f]),H(i,r[p],me),r[k]=null;f++}else re(r[g]),g--;else re(r[p]),p++;for(;f<=$;){const k=H(i,c[$+1]);C(k,n[f]),c[f++]=k}for(;p<=g;){const k=r[p++];k!==null&&re(k)}return this.ut=o,Me(i,c),b}}),hs=3e4,ds=15e3,cs=[["/desk/numbers",a.numbersPage]],us=[["/desk/gaps",a.gapsPage],["/desk/knowledge",a.articlesPage]];class ps extends v{static styles=z;#t=new ts(()=>this.#C());#s;#e=et(location.pathname);#i=tt(location.search);#r;#n="";#l=!0;#m=0;#c=Date.now();#a=[];#o=0;#f=new Map;#p=!1;#h=!1;connectedCallback(){super.connectedCallback(),addEventListener("keydown",this.#R),addEventListener("popstate",this.#q),setInterval(()=>{this.#c=Date.now(),this.requestUpdate()},hs),this.#x()}updated(){const e=this.#r?.conversations.filter(s=>s.unread).length??0,t=this.#e.page==="mail"?a.mailTitle:a.inbox;document.title=`${e?`(${e}) `:""}${t} – ${a.brand}`}render(){const{page:e}=this.#e;return l`<div class="root on-${e}" @click=${this.#E}>
      <div class="unseen" role="log" aria-live="polite" aria-label=${a.news}>
        ${Qe(this.#a,({id:t})=>t,({text:t})=>l`<p>${t}</p>`)}
      </div>
      ${this.#b()}
      ${this.#s?this.#w(this.#s):l`<main class="empty"><p role=${this.#n?"alert":d}>${this.#n||a.loading}</p></main>`}
      ${this.#g()}
    </div>`}#b(){const{page:e}=this.#e,t=this.#s,s=(r,n,o)=>l`<a href=${r} aria-current=${o?"page":d}>${n}</a>`;return l`<header class="top">
      <button type="button" class="skip" @click=${this.#I}>${a.skip}</button>
      <a class="brand" href="/desk">${a.brand}</a>
      <nav aria-label=${a.main}>
        ${s("/desk",a.inboxPage,e!=="mail")} ${s("/desk/mail",a.mailPage,e==="mail")}
        ${t?[...cs,...t.is_lead?us:[]].map(([r,n])=>s(r,n,!1)):d}
      </nav>
      <span class="live" role="status">${this.#l?d:a.notLive}</span>
      <button type="button" class="small" aria-keyshortcuts="?" @click=${this.#N}>
        ${a.keys} <kbd>?</kbd>
      </button>
      ${t?l`<a class="me" href="/desk/password" title=${a.changePassword}>${t.shown_as}</a>
            <button type="button" class="small" @click=${this.#D}>${a.signOut}</button>`:d}
    </header>`}#w(e){const t=this.#e;return t.page==="mail"?l`<main tabindex="-1">
        <desk-mail .server=${this.#t} .me=${e} @desk-news=${this.#O}></desk-mail>
      </main>`:l`<div class="desk">
      ${this.#v(e)}
      <main tabindex="-1">
        ${t.page==="conversation"?l`<desk-conversation
                .server=${this.#t}
                .me=${e}
                .conversation=${t.id}
                .pulse=${this.#m}
                .now=${this.#c}
                @desk-news=${this.#O}
                @desk-read=${this.#P}
                @desk-done=${()=>void this.#y()}
              ></desk-conversation>`:l`<div class="empty">
                <h1 class="unseen">${a.inbox}</h1>
                <p>${a.choose}</p>
              </div>`}
      </main>
    </div>`}#v(e){const t=this.#r?.conversations,s=t&&this.#r&&this.#r.counts[this.#i]>t.length;return l`<nav class="inbox" aria-label=${a.inbox}>
      <div class="views" role="group" aria-label=${a.inbox}>
        ${Je.map(r=>l`<button
              type="button"
              aria-pressed=${r===this.#i}
              title=${a.viewsMean[r]}
              @click=${()=>this.#$(r)}
            >
              ${a.views[r]} <b>${this.#r?.counts[r]??d}</b>
            </button>`)}
      </div>
      <div class="steps-through">
        <button type="button" class="small" aria-keyshortcuts="j" @click=${()=>this.#S(1)}>
          ${a.next} <kbd>${w("next")}</kbd>
        </button>
        <button type="button" class="small" aria-keyshortcuts="k" @click=${()=>this.#S(-1)}>
          ${a.previous} <kbd>${w("previous")}</kbd>
        </button>
      </div>
      ${this.#n?l`<p class="alarm" role="alert">${this.#n}</p>`:d}
      ${t?.length?l`<ol class="list scroll" @keydown=${this.#d}>
              ${Qe(t,({id:r})=>r,r=>this.#u(r,e))}
              ${s?l`<li class="quiet rest">${a.onlyNewest(t.length)}</li>`:d}
            </ol>`:l`<p class="quiet empty-view">${t?a.empty[this.#i]:a.loading}</p>`}
    </nav>`}#u(e,t){const{id:s,last:r,unread:n,shop:o,role:h}=e,c=this.#e.page==="conversation"&&this.#e.id===s,u=r.author==="asker"?"":r.author==="agent"?`${a.authors.agent}: `:r.author==="desk"?`${a.authors.desk}: `:"",m=[t.queues.length>1?o:"",h==="consumer"?"":h].filter(Boolean);return l`<li>
      <a class="item ${n?"is-unread":""}" href="/desk/c/${s}" aria-current=${c?"true":d}>
        <span class="line">
          <b class="name">${We(e)}</b>
          ${n?l`<span class="badge">${n}<span class="unseen"> ${a.unread}</span></span>`:d}
          <time class="quiet" datetime=${e.updated_at}>${Ht(e.updated_at,this.#c)}</time>
        </span>
        <span class="last">${u}${r.text}</span>
        <span class="line quiet">
          <span>${Ge(e.case,t.name)}</span>
          ${m.map(p=>l`<span class="tag">${p}</span>`)}
        </span>
      </a>
    </li>`}#g(){return l`<dialog aria-labelledby="keys-title">
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
      <p><button type="button" class="solid" @click=${this.#N}>${a.close}</button></p>
    </dialog>`}async#x(){try{this.#s=await this.#t.me()}catch(e){this.#n=M(e),this.requestUpdate();return}this.#t.listen(()=>{this.#m++,this.#y()},e=>{this.#l=e,this.requestUpdate()}),await this.#y()}async#y(){if(this.#p){this.#h=!0;return}this.#p=!0;const[e,t]=[this.#i,this.#r];try{const s=await this.#t.inbox(e);await J(this.#t,s.conversations.map(n=>n.case?.agent)),e===this.#i?this.#r=s:this.#h=!0,this.#_(),this.#n="";const r=t?s.counts.open-t.counts.open:0;r>0&&this.#A(a.newCases(r))}catch(s){this.#n=M(s)}this.#p=!1,this.#c=Date.now(),this.requestUpdate(),this.#h&&(this.#h=!1,await this.#y())}#O(e){this.#A(e.detail.text)}#A(e){const t={id:++this.#o,text:e};this.#a=[...this.#a,t],this.requestUpdate(),setTimeout(()=>{this.#a=this.#a.filter(s=>s!==t),this.requestUpdate()},ds)}#P(e){this.#f.set(e.detail.id,e.detail.message),this.#_(),this.requestUpdate()}#_(){for(const e of this.#r?.conversations??[])(e.last.id??0)<=(this.#f.get(e.id)??-1)&&(e.unread=0)}#R=e=>{if(!ae.areOn||this.renderRoot.querySelector("dialog")?.open)return;const t=Ut(e);t&&this.#U(t)&&e.preventDefault()};#U(e){if(e==="keys")this.#N();else if(e==="mail")this.#T("/desk/mail");else if(e==="inbox")this.#T(`/desk?view=${this.#i}`);else if((e==="next"||e==="previous")&&this.#e.page!=="mail")this.#S(e==="next"?1:-1);else return this.renderRoot.querySelector("desk-conversation, desk-mail")?.do(e)??!1;return!0}#d(e){const t={ArrowDown:1,ArrowUp:-1}[e.key];t&&(e.preventDefault(),this.#S(t))}#S(e){const t=[...this.renderRoot.querySelectorAll(".item")],s=t.indexOf(this.renderRoot.activeElement),r=s>=0?s:t.findIndex(n=>n.ariaCurrent||n.getAttribute("aria-current"));t[Math.min(Math.max(r<0?e>0?0:t.length-1:r+e,0),t.length-1)]?.focus()}#$(e){this.#i=e,this.#r=this.#r&&{...this.#r,conversations:[]},history.replaceState(null,"",`${location.pathname}?view=${e}`),this.requestUpdate(),this.#y()}#E(e){if(e.defaultPrevented||e.button||e.ctrlKey||e.metaKey||e.shiftKey||e.altKey)return;const t=e.composedPath().find(s=>s instanceof HTMLAnchorElement);!t||t.target||t.origin!==location.origin||!ms(t.pathname)||t.hash||(e.preventDefault(),this.#T(t.pathname+t.search))}#T(e){history.pushState(null,"",e.startsWith("/desk/c/")&&this.#i!=="open"?`${e}?view=${this.#i}`:e),this.#q()}#q=()=>{this.#e=et(location.pathname);const e=tt(location.search);e!==this.#i&&new URLSearchParams(location.search).has("view")&&this.#$(e),this.requestUpdate(),this.#e.page==="conversation"?this.updateComplete.then(()=>this.renderRoot.querySelector("main")?.focus()):this.#e.page==="inbox"&&this.updateComplete.then(()=>this.renderRoot.querySelector(".item")?.focus())};#I(){this.renderRoot.querySelector("main")?.focus()}#N(){const e=this.renderRoot.querySelector("dialog");e?.open?e.close():e?.showModal()}async#D(){await this.#t.signOut().catch(()=>{}),location.assign("/desk/sign-in")}#C(){location.assign(`/desk/sign-in?next=${encodeURIComponent(location.pathname+location.search)}`)}}function et(i){const[,e]=/^\/desk\/c\/([^/]+)$/.exec(i)??[];return e?{page:"conversation",id:decodeURIComponent(e)}:{page:i==="/desk/mail"?"mail":"inbox"}}function ms(i){return i==="/desk"||i==="/desk/mail"||i.startsWith("/desk/c/")}function tt(i){const e=new URLSearchParams(i).get("view");return Je.find(t=>t===e)??"open"}customElements.define("desk-answer",zt),customElements.define("desk-drafts",as),customElements.define("desk-conversation",rs),customElements.define("desk-mail",ls),customElements.define("photodesk-console",ps)})();

(function(){"use strict";/**
 * @license
 * Copyright 2019 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */const L=globalThis,q=L.ShadowRoot&&(L.ShadyCSS===void 0||L.ShadyCSS.nativeShadow)&&"adoptedStyleSheets"in Document.prototype&&"replace"in CSSStyleSheet.prototype,W=Symbol(),ne=new WeakMap;let re=class{constructor(e,t,s){if(this._$cssResult$=!0,s!==W)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o;const t=this.t;if(q&&e===void 0){const s=t!==void 0&&t.length===1;s&&(e=ne.get(t)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),s&&ne.set(t,e))}return e}toString(){return this.cssText}};const je=i=>new re(typeof i=="string"?i:i+"",void 0,W),oe=(i,...e)=>{const t=i.length===1?i[0]:e.reduce((s,n,r)=>s+(o=>{if(o._$cssResult$===!0)return o.cssText;if(typeof o=="number")return o;throw Error("Value passed to 'css' function must be a 'css' function result: "+o+". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.")})(n)+i[r+1],i[0]);return new re(t,i,W)},qe=(i,e)=>{if(q)i.adoptedStyleSheets=e.map(t=>t instanceof CSSStyleSheet?t:t.styleSheet);else for(const t of e){const s=document.createElement("style"),n=L.litNonce;n!==void 0&&s.setAttribute("nonce",n),s.textContent=t.cssText,i.appendChild(s)}},ae=q?i=>i:i=>i instanceof CSSStyleSheet?(e=>{let t="";for(const s of e.cssRules)t+=s.cssText;return je(t)})(i):i;/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */const{is:We,defineProperty:Ve,getOwnPropertyDescriptor:Ye,getOwnPropertyNames:Fe,getOwnPropertySymbols:Ge,getPrototypeOf:Je}=Object,I=globalThis,he=I.trustedTypes,Ke=he?he.emptyScript:"",Ze=I.reactiveElementPolyfillSupport,T=(i,e)=>i,V={toAttribute(i,e){switch(e){case Boolean:i=i?Ke:null;break;case Object:case Array:i=i==null?i:JSON.stringify(i)}return i},fromAttribute(i,e){let t=i;switch(e){case Boolean:t=i!==null;break;case Number:t=i===null?null:Number(i);break;case Object:case Array:try{t=JSON.parse(i)}catch{t=null}}return t}},le=(i,e)=>!We(i,e),ce={attribute:!0,type:String,converter:V,reflect:!1,useDefault:!1,hasChanged:le};Symbol.metadata??=Symbol("metadata"),I.litPropertyMetadata??=new WeakMap;let A=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=ce){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){const s=Symbol(),n=this.getPropertyDescriptor(e,s,t);n!==void 0&&Ve(this.prototype,e,n)}}static getPropertyDescriptor(e,t,s){const{get:n,set:r}=Ye(this.prototype,e)??{get(){return this[t]},set(o){this[t]=o}};return{get:n,set(o){const l=n?.call(this);r?.call(this,o),this.requestUpdate(e,l,s)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??ce}static _$Ei(){if(this.hasOwnProperty(T("elementProperties")))return;const e=Je(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(T("finalized")))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(T("properties"))){const t=this.properties,s=[...Fe(t),...Ge(t)];for(const n of s)this.createProperty(n,t[n])}const e=this[Symbol.metadata];if(e!==null){const t=litPropertyMetadata.get(e);if(t!==void 0)for(const[s,n]of t)this.elementProperties.set(s,n)}this._$Eh=new Map;for(const[t,s]of this.elementProperties){const n=this._$Eu(t,s);n!==void 0&&this._$Eh.set(n,t)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){const t=[];if(Array.isArray(e)){const s=new Set(e.flat(1/0).reverse());for(const n of s)t.unshift(ae(n))}else e!==void 0&&t.push(ae(e));return t}static _$Eu(e,t){const s=t.attribute;return s===!1?void 0:typeof s=="string"?s:typeof e=="string"?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){const e=new Map,t=this.constructor.elementProperties;for(const s of t.keys())this.hasOwnProperty(s)&&(e.set(s,this[s]),delete this[s]);e.size>0&&(this._$Ep=e)}createRenderRoot(){const e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return qe(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,s){this._$AK(e,s)}_$ET(e,t){const s=this.constructor.elementProperties.get(e),n=this.constructor._$Eu(e,s);if(n!==void 0&&s.reflect===!0){const r=(s.converter?.toAttribute!==void 0?s.converter:V).toAttribute(t,s.type);this._$Em=e,r==null?this.removeAttribute(n):this.setAttribute(n,r),this._$Em=null}}_$AK(e,t){const s=this.constructor,n=s._$Eh.get(e);if(n!==void 0&&this._$Em!==n){const r=s.getPropertyOptions(n),o=typeof r.converter=="function"?{fromAttribute:r.converter}:r.converter?.fromAttribute!==void 0?r.converter:V;this._$Em=n;const l=o.fromAttribute(t,r.type);this[n]=l??this._$Ej?.get(n)??l,this._$Em=null}}requestUpdate(e,t,s,n=!1,r){if(e!==void 0){const o=this.constructor;if(n===!1&&(r=this[e]),s??=o.getPropertyOptions(e),!((s.hasChanged??le)(r,t)||s.useDefault&&s.reflect&&r===this._$Ej?.get(e)&&!this.hasAttribute(o._$Eu(e,s))))return;this.C(e,t,s)}this.isUpdatePending===!1&&(this._$ES=this._$EP())}C(e,t,{useDefault:s,reflect:n,wrapped:r},o){s&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,o??t??this[e]),r!==!0||o!==void 0)||(this._$AL.has(e)||(this.hasUpdated||s||(t=void 0),this._$AL.set(e,t)),n===!0&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(t){Promise.reject(t)}const e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(const[n,r]of this._$Ep)this[n]=r;this._$Ep=void 0}const s=this.constructor.elementProperties;if(s.size>0)for(const[n,r]of s){const{wrapped:o}=r,l=this[n];o!==!0||this._$AL.has(n)||l===void 0||this.C(n,void 0,r,l)}}let e=!1;const t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(s=>s.hostUpdate?.()),this.update(t)):this._$EM()}catch(s){throw e=!1,this._$EM(),s}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(t=>t.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(t=>this._$ET(t,this[t])),this._$EM()}updated(e){}firstUpdated(e){}};A.elementStyles=[],A.shadowRootOptions={mode:"open"},A[T("elementProperties")]=new Map,A[T("finalized")]=new Map,Ze?.({ReactiveElement:A}),(I.reactiveElementVersions??=[]).push("2.1.2");/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */const Y=globalThis,de=i=>i,R=Y.trustedTypes,pe=R?R.createPolicy("lit-html",{createHTML:i=>i}):void 0,ue="$lit$",b=`lit$${Math.random().toFixed(9).slice(2)}$`,fe="?"+b,Qe=`<${fe}>`,y=document,P=()=>y.createComment(""),C=i=>i===null||typeof i!="object"&&typeof i!="function",F=Array.isArray,Xe=i=>F(i)||typeof i?.[Symbol.iterator]=="function",G=`[ 	
\f\r]`,O=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,me=/-->/g,ge=/>/g,w=RegExp(`>|${G}(?:([^\\s"'>=/]+)(${G}*=${G}*(?:[^ 	
\f\r"'\`<>=]|("|')|))|$)`,"g"),ve=/'/g,$e=/"/g,be=/^(?:script|style|textarea|title)$/i,et=i=>(e,...t)=>({_$litType$:i,strings:e,values:t}),p=et(1),v=Symbol.for("lit-noChange"),d=Symbol.for("lit-nothing"),ye=new WeakMap,k=y.createTreeWalker(y,129);function we(i,e){if(!F(i)||!i.hasOwnProperty("raw"))throw Error("invalid template strings array");return pe!==void 0?pe.createHTML(e):e}const tt=(i,e)=>{const t=i.length-1,s=[];let n,r=e===2?"<svg>":e===3?"<math>":"",o=O;for(let l=0;l<t;l++){const a=i[l];let u,m,h=-1,c=0;for(;c<a.length&&(o.lastIndex=c,m=o.exec(a),m!==null);)c=o.lastIndex,o===O?m[1]==="!--"?o=me:m[1]!==void 0?o=ge:m[2]!==void 0?(be.test(m[2])&&(n=RegExp("</"+m[2],"g")),o=w):m[3]!==void 0&&(o=w):o===w?m[0]===">"?(o=n??O,h=-1):m[1]===void 0?h=-2:(h=o.lastIndex-m[2].length,u=m[1],o=m[3]===void 0?w:m[3]==='"'?$e:ve):o===$e||o===ve?o=w:o===me||o===ge?o=O:(o=w,n=void 0);const f=o===w&&i[l+1].startsWith("/>")?" ":"";r+=o===O?a+Qe:h>=0?(s.push(u),a.slice(0,h)+ue+a.slice(h)+b+f):a+b+(h===-2?l:f)}return[we(i,r+(i[t]||"<?>")+(e===2?"</svg>":e===3?"</math>":"")),s]};class N{constructor({strings:e,_$litType$:t},s){let n;this.parts=[];let r=0,o=0;const l=e.length-1,a=this.parts,[u,m]=tt(e,t);if(this.el=N.createElement(u,s),k.currentNode=this.el.content,t===2||t===3){const h=this.el.content.firstChild;h.replaceWith(...h.childNodes)}for(;(n=k.nextNode())!==null&&a.length<l;){if(n.nodeType===1){if(n.hasAttributes())for(const h of n.getAttributeNames())if(h.endsWith(ue)){const c=m[o++],f=n.getAttribute(h).split(b),g=/([.?@])?(.*)/.exec(c);a.push({type:1,index:r,name:g[2],strings:f,ctor:g[1]==="."?it:g[1]==="?"?nt:g[1]==="@"?rt:H}),n.removeAttribute(h)}else h.startsWith(b)&&(a.push({type:6,index:r}),n.removeAttribute(h));if(be.test(n.tagName)){const h=n.textContent.split(b),c=h.length-1;if(c>0){n.textContent=R?R.emptyScript:"";for(let f=0;f<c;f++)n.append(h[f],P()),k.nextNode(),a.push({type:2,index:++r});n.append(h[c],P())}}}else if(n.nodeType===8)if(n.data===fe)a.push({type:2,index:r});else{let h=-1;for(;(h=n.data.indexOf(b,h+1))!==-1;)a.push({type:7,index:r}),h+=b.length-1}r++}}static createElement(e,t){const s=y.createElement("template");return s.innerHTML=e,s}}function E(i,e,t=i,s){if(e===v)return e;let n=s!==void 0?t._$Co?.[s]:t._$Cl;const r=C(e)?void 0:e._$litDirective$;return n?.constructor!==r&&(n?._$AO?.(!1),r===void 0?n=void 0:(n=new r(i),n._$AT(i,t,s)),s!==void 0?(t._$Co??=[])[s]=n:t._$Cl=n),n!==void 0&&(e=E(i,n._$AS(i,e.values),n,s)),e}class st{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){const{el:{content:t},parts:s}=this._$AD,n=(e?.creationScope??y).importNode(t,!0);k.currentNode=n;let r=k.nextNode(),o=0,l=0,a=s[0];for(;a!==void 0;){if(o===a.index){let u;a.type===2?u=new S(r,r.nextSibling,this,e):a.type===1?u=new a.ctor(r,a.name,a.strings,this,e):a.type===6&&(u=new ot(r,this,e)),this._$AV.push(u),a=s[++l]}o!==a?.index&&(r=k.nextNode(),o++)}return k.currentNode=y,n}p(e){let t=0;for(const s of this._$AV)s!==void 0&&(s.strings!==void 0?(s._$AI(e,s,t),t+=s.strings.length-2):s._$AI(e[t])),t++}}class S{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,s,n){this.type=2,this._$AH=d,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=s,this.options=n,this._$Cv=n?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode;const t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=E(this,e,t),C(e)?e===d||e==null||e===""?(this._$AH!==d&&this._$AR(),this._$AH=d):e!==this._$AH&&e!==v&&this._(e):e._$litType$!==void 0?this.$(e):e.nodeType!==void 0?this.T(e):Xe(e)?this.k(e):this._(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==d&&C(this._$AH)?this._$AA.nextSibling.data=e:this.T(y.createTextNode(e)),this._$AH=e}$(e){const{values:t,_$litType$:s}=e,n=typeof s=="number"?this._$AC(e):(s.el===void 0&&(s.el=N.createElement(we(s.h,s.h[0]),this.options)),s);if(this._$AH?._$AD===n)this._$AH.p(t);else{const r=new st(n,this),o=r.u(this.options);r.p(t),this.T(o),this._$AH=r}}_$AC(e){let t=ye.get(e.strings);return t===void 0&&ye.set(e.strings,t=new N(e)),t}k(e){F(this._$AH)||(this._$AH=[],this._$AR());const t=this._$AH;let s,n=0;for(const r of e)n===t.length?t.push(s=new S(this.O(P()),this.O(P()),this,this.options)):s=t[n],s._$AI(r),n++;n<t.length&&(this._$AR(s&&s._$AB.nextSibling,n),t.length=n)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){const s=de(e).nextSibling;de(e).remove(),e=s}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}}class H{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,s,n,r){this.type=1,this._$AH=d,this._$AN=void 0,this.element=e,this.name=t,this._$AM=n,this.options=r,s.length>2||s[0]!==""||s[1]!==""?(this._$AH=Array(s.length-1).fill(new String),this.strings=s):this._$AH=d}_$AI(e,t=this,s,n){const r=this.strings;let o=!1;if(r===void 0)e=E(this,e,t,0),o=!C(e)||e!==this._$AH&&e!==v,o&&(this._$AH=e);else{const l=e;let a,u;for(e=r[0],a=0;a<r.length-1;a++)u=E(this,l[s+a],t,a),u===v&&(u=this._$AH[a]),o||=!C(u)||u!==this._$AH[a],u===d?e=d:e!==d&&(e+=(u??"")+r[a+1]),this._$AH[a]=u}o&&!n&&this.j(e)}j(e){e===d?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??"")}}class it extends H{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===d?void 0:e}}class nt extends H{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==d)}}class rt extends H{constructor(e,t,s,n,r){super(e,t,s,n,r),this.type=5}_$AI(e,t=this){if((e=E(this,e,t,0)??d)===v)return;const s=this._$AH,n=e===d&&s!==d||e.capture!==s.capture||e.once!==s.once||e.passive!==s.passive,r=e!==d&&(s===d||n);n&&this.element.removeEventListener(this.name,this,s),r&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH=="function"?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}}class ot{constructor(e,t,s){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=s}get _$AU(){return this._$AM._$AU}_$AI(e){E(this,e)}}const at={I:S},ht=Y.litHtmlPolyfillSupport;ht?.(N,S),(Y.litHtmlVersions??=[]).push("3.3.3");const lt=(i,e,t)=>{const s=t?.renderBefore??e;let n=s._$litPart$;if(n===void 0){const r=t?.renderBefore??null;s._$litPart$=n=new S(e.insertBefore(P(),r),r,void 0,t??{})}return n._$AI(i),n};/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */const J=globalThis;let M=class extends A{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){const e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){const t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=lt(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return v}};M._$litElement$=!0,M.finalized=!0,J.litElementHydrateSupport?.({LitElement:M});const ct=J.litElementPolyfillSupport;ct?.({LitElement:M}),(J.litElementVersions??=[]).push("4.2.2");/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */const x={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4},ke=i=>(...e)=>({_$litDirective$:i,values:e});let xe=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,s){this._$Ct=e,this._$AM=t,this._$Ci=s}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}};/**
 * @license
 * Copyright 2020 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */const{I:dt}=at,_e=i=>i,pt=i=>i.strings===void 0,Ae=()=>document.createComment(""),U=(i,e,t)=>{const s=i._$AA.parentNode,n=e===void 0?i._$AB:e._$AA;if(t===void 0){const r=s.insertBefore(Ae(),n),o=s.insertBefore(Ae(),n);t=new dt(r,o,i,i.options)}else{const r=t._$AB.nextSibling,o=t._$AM,l=o!==i;if(l){let a;t._$AQ?.(i),t._$AM=i,t._$AP!==void 0&&(a=i._$AU)!==o._$AU&&t._$AP(a)}if(r!==n||l){let a=t._$AA;for(;a!==r;){const u=_e(a).nextSibling;_e(s).insertBefore(a,n),a=u}}}return t},_=(i,e,t=i)=>(i._$AI(e,t),i),ut={},Ee=(i,e=ut)=>i._$AH=e,ft=i=>i._$AH,K=i=>{i._$AR(),i._$AA.remove()};/**
 * @license
 * Copyright 2020 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */const mt=ke(class extends xe{constructor(i){if(super(i),i.type!==x.PROPERTY&&i.type!==x.ATTRIBUTE&&i.type!==x.BOOLEAN_ATTRIBUTE)throw Error("The `live` directive is not allowed on child or event bindings");if(!pt(i))throw Error("`live` bindings can only contain a single expression")}render(i){return i}update(i,[e]){if(e===v||e===d)return e;const t=i.element,s=i.name;if(i.type===x.PROPERTY){if(e===t[s])return v}else if(i.type===x.BOOLEAN_ATTRIBUTE){if(!!e===t.hasAttribute(s))return v}else if(i.type===x.ATTRIBUTE&&t.getAttribute(s)===e+"")return v;return Ee(i),e}});/**
 * @license
 * Copyright 2017 Google LLC
 * SPDX-License-Identifier: BSD-3-Clause
 */const Se=(i,e,t)=>{const s=new Map;for(let n=e;n<=t;n++)s.set(i[n],n);return s},Z=ke(class extends xe{constructor(i){if(super(i),i.type!==x.CHILD)throw Error("repeat() can only be used in text expressions")}dt(i,e,t){let s;t===void 0?t=e:e!==void 0&&(s=e);const n=[],r=[];let o=0;for(const l of i)n[o]=s?s(l,o):o,r[o]=t(l,o),o++;return{values:r,keys:n}}render(i,e,t){return this.dt(i,e,t).values}update(i,[e,t,s]){const n=ft(i),{values:r,keys:o}=this.dt(e,t,s);if(!Array.isArray(n))return this.ut=o,r;const l=this.ut??=[],a=[];let u,m,h=0,c=n.length-1,f=0,g=r.length-1;for(;h<=c&&f<=g;)if(n[h]===null)h++;else if(n[c]===null)c--;else if(l[h]===o[f])a[f]=_(n[h],r[f]),h++,f++;else if(l[c]===o[g])a[g]=_(n[c],r[g]),c--,g--;else if(l[h]===o[g])a[g]=_(n[h],r[g]),U(i,a[g+1],n[h]),h++,g--;else if(l[c]===o[f])a[f]=_(n[c],r[f]),U(i,n[h],n[c]),c--,f++;else if(u===void 0&&(u=Se(o,f,g),m=Se(l,h,c)),u.has(l[h]))if(u.has(l[c])){const $=m.get(o[f]),ie=$!==void 0?n[$]:null;if(ie===null){const ze=U(i,n[h]);_(ze,r[f]),a[f]=ze}else a[f]=_(ie,r[f]),U(i,n[h],ie),n[$]=null;f++}else K(n[c]),c--;else K(n[h]),h++;for(;f<=g;){const $=U(i,a[g+1]);_($,r[f]),a[f++]=$}for(;h<=c;){const $=n[h++];$!==null&&K($)}return this.ut=o,Ee(i,a),v}}),Te=2e4,gt=2e3,Pe={token:void 0,session:void 0,awaitsPerson:!1,rated:{},seen:0};class vt{constructor(e,t,s,n,r,o){this.server=e,this.shop=t,this.locale=s,this.keeping=n,this.identity=r,this.audience=o,this.#e=n.read().unsent.map(l=>({...l,state:"waiting"}));for(const{id:l}of this.#e)this.#o.add(l)}earlier=[];isAnswering=!1;isBehind=!1;#t=[];#e=[];#o=new Set;#a=!1;#h=!1;#c=!1;#n;#r=0;#d=!1;#i;#u=!1;#m;#p=0;#A=0;#E=0;get said(){const e=this.#t.map(s=>[s.id,$t(s)]);for(const s of this.#e){const n={key:s.id,author:"asker",text:s.text,trouble:s.trouble};s.state==="waiting"&&(n.isOnTheWay=!0),e.push([s.before?s.before-.5:1/0,n])}const t=e.sort(([s],[n])=>s<n?-1:s>n?1:0).map(([,s])=>s);return t.forEach((s,n)=>{if(s.author==="asker"){for(const r of t.slice(0,n).reverse())if(r.answer?.buttons.some(({title:o})=>o===s.text)){r.chosen??=s.text;return}}}),t}get person(){let e;for(const{author:t,answer:s,name:n}of this.#t)t==="agent"?e={isHere:!0,name:n??e?.name}:s?.person?e={isHere:!0,name:s.person}:s?.person===null?e=void 0:s?.handover&&(e??={isHere:!1,name:void 0});return e}get unread(){const{seen:e=0}=this.keeping.read();return this.#h?0:this.#t.filter(({id:t,author:s})=>s!=="asker"&&t>e).length}get token(){return this.keeping.read().token}attend(e){this.#h=e,this.#R();const t=this.keeping.read();!this.#c&&(e||t.awaitsPerson||t.unsent.length)?this.#S():this.#b()}say(e,t){const s=yt();this.#o.add(s),this.#e.push({...t===void 0?{id:s,text:e}:{id:s,text:e,payload:t},state:"waiting"}),this.#$(),this.audience.changed(),this.#P()}tryAgain(){for(const e of this.#e)e.hasAsked=!1;this.#M()}#M(){clearTimeout(this.#A);for(const e of this.#e)e.state==="unsent"&&(e.state="waiting",delete e.trouble);this.audience.changed(),this.#P()}reconnect(){this.#y(),this.tryAgain(),this.isBehind?this.#T():this.#c&&this.#f()}identify(e){this.identity=e,this.#i?.(),this.#d&&(this.#d=!1,this.#M())}follow(){this.audience.changed();const{session:e,awaitsPerson:t}=this.keeping.read();this.#c&&e!==this.#n?(this.#O(),this.earlier=[],this.#S()):t&&!this.person&&!this.#h&&(this.#c?this.#f(!0):this.#S())}async rate(e,t){const{rated:s,token:n}=this.keeping.read();this.keeping.change({rated:{...s,[e]:t}}),this.audience.changed(),n&&await this.server.rate(n,e,t).catch(()=>{})}restart(){const{token:e}=this;e&&this.server.finish(e).catch(()=>{}),this.end(),this.#O(),this.earlier=[],this.#e=[],this.isAnswering=!1,this.keeping.change({...Pe,unsent:[]}),this.audience.changed()}async erase(){const e=this.token;e&&await this.server.erase(e).catch(t=>{if(t.status!==401)throw t}),this.keeping.forget(),this.restart()}end(){this.#y(),clearTimeout(this.#A),clearTimeout(this.#E),clearInterval(this.#p),this.#p=0}async renew(){const{token:e,expires:t=0,life:s=0}=this.keeping.read(),n=t-Date.now();if(!e||n<=0||n>s/4)return;const r=await this.server.renew(e).catch(()=>{});r&&this.token===e&&this.#L(r)}async#S(){this.#c=!0,this.#n=this.keeping.read().session,await this.#T(),this.#P()}async#T(){clearTimeout(this.#E);const e=this.#r;this.isBehind=!0;const t=await this.#f(!0);e===this.#r&&(this.isBehind=!t,this.isBehind&&(this.#E=setTimeout(()=>void this.#T(),Te)),this.#b(),this.audience.changed())}async#f(e=!1){const t=this.token,s=this.#r;if(t)try{const n=await this.server.history(t);if(s===this.#r)for(const r of n)this.#C(r,e)}catch(n){if(n.status!==401)return!1;s===this.#r&&this.#I()}return this.audience.changed(),this.#b(),!0}async#P(){if(this.#a)return;this.#a=!0;let e;for(;e=this.#e.find(({state:t})=>t==="waiting");)await this.#g(e);this.#a=!1,this.audience.changed()}async#g(e){const t=this.#r;this.isAnswering=!0,this.audience.changed();try{await this.renew();const s=this.token??await this.#z();this.#b();const n=await this.server.send(s,e);if(t!==this.#r)return this.#v(e);e.state="sent";for(const{id:r,...o}of n){if(r===void 0){this.audience.apologised(o.text);continue}e.before??=r,this.#C({id:r,at:new Date().toISOString(),author:"desk",text:o.text,answer:o})}this.#$(),n.length===0&&await this.#f()}catch(s){await this.#U(e,s)||this.#B(e,s)}finally{t===this.#r&&(this.isAnswering=!1)}}#B(e,t){if(this.#e.includes(e)){if(t.status===401&&this.token&&!e.isMoved){e.isMoved=!0,this.#I();return}if(t.status===413||t.status===422){this.#v(e),this.audience.returned(e.text,t);return}this.#d=t.status===401&&this.identity!==void 0;for(const s of this.#e)s.state==="waiting"&&(s.state="unsent",s.trouble=t);t.retryAfter&&(this.#A=setTimeout(()=>this.tryAgain(),t.retryAfter*1e3)),this.audience.unsent(t)}}async#U(e,{status:t}){if(t!==401||this.token||this.identity===void 0||e.hasAsked)return!1;e.hasAsked=!0;const s=this.identity,n=new Promise(r=>this.#i=r);return this.audience.identityNeeded(),await Promise.race([n,new Promise(r=>setTimeout(r,gt))]),this.identity!==s}async#z(){const e=await this.server.open(this.shop,this.locale,this.identity);return this.#n=e.session,this.#L(e),this.audience.opened(e.session),e.token}#L({token:e,expires_in:t}){const s=t*1e3;this.keeping.change({token:e,session:this.#n,expires:Date.now()+s,life:s})}#I(){this.earlier=[...this.earlier,...this.said.filter(({id:e})=>e!==void 0)],this.#O(),this.keeping.change(Pe);for(const e of this.#e)delete e.payload;this.audience.changed()}#C(e,t=!1){if(!this.#t.some(({id:s})=>s===e.id)){if(e.author==="asker"){const s=this.#e.find(({id:n,text:r})=>e.client_id?n===e.client_id:r===e.text);s&&(e.client_id??=s.id,this.#v(s))}this.#t.push(e),this.#t.sort((s,n)=>s.id-n.id),this.#R(),e.author!=="asker"&&(this.isAnswering=!1,this.keeping.change({awaitsPerson:this.person!==void 0}),t||this.audience.heard(e)),this.audience.changed()}}#v(e){this.#e=this.#e.filter(t=>t!==e),this.#$()}#O(){this.#y(),this.#t=[],this.isBehind=!1,this.#r++}#$(){const e=this.keeping.read().unsent.filter(({id:s})=>!this.#o.has(s)),t=this.#e.filter(({state:s})=>s!=="sent").map(bt);this.keeping.change({unsent:[...e,...t]})}#b(){const e=this.person!==void 0,t=this.token&&this.#c&&!this.isBehind&&!document.hidden&&(this.#h||e);t?this.#m??=this.server.listen(()=>this.token,()=>this.#w,this.#j):this.#y(),t&&e&&!this.#u?this.#p||(this.#p=setInterval(()=>void this.#f(),Te)):(clearInterval(this.#p),this.#p=0)}#j=e=>{this.#u=!0,this.#C(e)};#y(){this.#m?.(),this.#m=void 0,this.#u=!1}get#w(){return this.#t[this.#t.length-1]?.id??0}#R(){this.#h&&this.#w>(this.keeping.read().seen??0)&&this.keeping.change({seen:this.#w})}}function $t({id:i,author:e,text:t,answer:s,client_id:n,name:r}){return{key:n??String(i),author:e,text:t,id:i,name:r,answer:s}}function bt({id:i,text:e,payload:t}){return t===void 0?{id:i,text:e}:{id:i,text:e,payload:t}}function yt(){if(typeof crypto.randomUUID=="function")return crypto.randomUUID();const i=crypto.getRandomValues(new Uint8Array(16));return i[6]=i[6]&15|64,i[8]=i[8]&63|128,Array.from(i,t=>t.toString(16).padStart(2,"0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/,"$1-$2-$3-$4-$5")}class wt{constructor(e){this.key=e}#t=null;#e=!1;read(){const e={unsent:[],rated:{}};try{return{...e,...JSON.parse(this.#o()??"{}")}}catch{return e}}change(e){const t=this.read(),s=JSON.stringify({...t,...e});if(s!==JSON.stringify(t)){this.#t=s;try{localStorage.setItem(this.key,s)}catch{this.#e=!0}}}forget(){this.#t=null;try{localStorage.removeItem(this.key)}catch{this.#e=!0}}#o(){if(this.#e)return this.#t;try{return localStorage.getItem(this.key)}catch{return this.#t}}}const Ce={get wasOpen(){try{return sessionStorage.getItem("photodesk")==="open"}catch{return!1}},set wasOpen(i){try{sessionStorage.setItem("photodesk",i?"open":"closed")}catch{}}};function kt(i,e,t){return["photodesk",i,e,t?xt(t):""].join("|")}function xt(i){try{const e=(i.split(".")[1]??"").replace(/-/g,"+").replace(/_/g,"/"),{role:t,sub:s}=JSON.parse(atob(e));return`${t}:${s}`}catch{return"unreadable"}}const _t=["talk","clarify","needs_order","handover"];function Oe(i,e,t,s){const{words:n}=e,{author:r,answer:o,id:l,trouble:a}=i,u=o?.parts?.length?o.parts:o?[o]:[];return p`<div class="said from-${r} ${a?"is-unsent":""}" part="message ${r}">
    <p class=${r==="agent"?"who":"unseen"}>${r==="agent"?i.name||n.agent:n[r]}:</p>
    ${u.length?u.map((m,h)=>Tt(m,e,u.slice(0,h))):p`<div class="words" part="words">${r==="asker"?i.text:Ue(i.text,e.server)}</div>`}
    ${o?.buttons.length?Ct(o,i.chosen,e,s):d}
    ${l!==void 0&&o&&!_t.includes(o.outcome)&&s?Ot(l,t[l],e,s):d}
    ${i.isOnTheWay?p`<p class="unseen">${n.onTheWay}</p>`:d}
    ${a?p`<p class="trouble">
          <span>${n.unsent} ${Ne(a,n)}</span>
          <button type="button" class="plain" @click=${s?.tryAgain}>${n.tryAgain}</button>
        </p>`:d}
  </div>
  ${o?At(o,n):d}`}function At({handover:i,person:e},t){if(e===void 0&&!i)return d;const s=e?t.personCame(e):e===null?t.deskIsBack:t.handedOver;return p`<p class="rule">${s}</p>`}function Et(i,e,t,{words:s}){const n=t?.order?` ${s.order} ${t.order.number}: ${Me(t.order.state,s)}.`:"",r=t?.buttons.length?` ${s.choices}: ${t.buttons.map(a=>a.title).join(", ")}.`:"",o=t?.handover?` ${s.handedOver}.`:"",l=t?.parts?.length?t.parts.map(a=>a.text).join(`
`):e;return`${i}: ${l.replace(Q,(a,u)=>u??a)}${n}${r}${o}`}function St(i,{words:e,server:t}){return i.map(({author:s,name:n,text:r,answer:o})=>{const l=s==="agent"?n||e.agent:e[s],u=(o?.parts?.length?o.parts:[{text:r,citations:o?.citations??[]}]).flatMap(m=>[m.text.replace(Q,(h,c,f)=>{const g=f&&D(f,t);return g?`${c} (${g})`:h}),...m.citations.map(({title:h,url:c})=>`  ${h}: ${D(c,t)??c}`)]);return`${l}: ${u.join(`
`)}`}).join(`

`)}function Ne(i,e){return i.status===429&&i.retryAfter?e.tooMany(i.retryAfter):i.status===401?e.signIn:i.status===0?navigator.onLine?e.unreachable:e.offline:e.failed}function Tt(i,e,t){const{order:s,citations:n}=i,r=s&&!t.some(o=>o.order?.number===s.number);return p`<div class="words" part="words">${Ue(i.text,e.server)}</div>
    ${r?Nt(s,e):d}
    ${n.length?Pt(n,e):d}`}function Pt(i,{words:e,server:t}){return p`<ul class="sources" part="sources" aria-label=${e.sources}>
    ${i.map(({title:s,url:n})=>p`<li>${Le(s,n,t)}</li>`)}
  </ul>`}function Ct(i,e,t,s){const n=e!==void 0||!s?.press;return p`<div class="choices" role="group" aria-label=${t.words.choices}>
    ${i.buttons.map(({title:r,payload:o})=>p`<button
        type="button"
        class="choice"
        part="choice"
        aria-pressed=${r===e?"true":d}
        aria-disabled=${n?"true":d}
        @click=${()=>n||s.press?.(r,o)}
      >
        ${r}
      </button>`)}
  </div>`}function Ot(i,e,{words:t},s){return e!==void 0?p`<p class="rating" tabindex="-1">${t.thanks}</p>`:p`<div class="rating" role="group" aria-label=${t.helpful}>
    <span aria-hidden="true">${t.helpful}</span>
    <button type="button" class="plain" @click=${()=>s.rate(i,!0)}>${t.yes}</button>
    <button type="button" class="plain" @click=${()=>s.rate(i,!1)}>${t.no}</button>
  </div>`}function Nt(i,{words:e,locale:t}){const s=new Intl.DateTimeFormat(t,{dateStyle:"long"}),n=h=>h&&!Number.isNaN(Date.parse(h))?s.format(new Date(h)):"",{number:r,state:o,title:l,more:a=0,steps:u=[{state:o,at:null,done:!1}]}=i,m=n(i.placed_at);return p`<section class="order" part="order" aria-label="${e.order} ${r}">
    <p class="order-name">
      <b>${e.order} ${r}</b>${l?p`<span>${l} ${a?e.more(a):d}</span>`:d}
    </p>
    ${m?p`<p class="order-placed">${e.placed(m)}</p>`:d}
    <ol class="steps">
      ${u.map(h=>{const c=h.state===o,f=c||h.done?n(h.at):"";return p`<li class=${c?"is-now":h.done?"is-done":""} aria-current=${c?"step":d}>
          <span>${Me(h.state,e)}</span>
          ${h.done&&!c?p`<span class="unseen">(${e.stepDone})</span>`:d}
          ${f?p`<span class="day">${f}</span>`:d}
        </li>`})}
    </ol>
  </section>`}function Me(i,e){return e.states[i]??i.replace(/_/g," ")}const Q=/\[([^\][]+)\]\(([^\s()]+)\)|https?:\/\/[^\s<>()[\]"]*[^\s<>()[\]".,:;!?']/g;function Ue(i,e){const t=[];let s=0;for(const n of i.matchAll(Q)){const[r,o=r,l=r]=n;t.push(i.slice(s,n.index),D(l,e)?Le(o,l,e):r),s=n.index+r.length}return[...t,i.slice(s)]}function Le(i,e,t){const s=D(e,t);return s?p`<a href=${s} target="_blank" rel="noopener noreferrer">${i}</a>`:i}function D(i,e){try{const t=new URL(i,e);return/^https?:$/.test(t.protocol)?t.href:void 0}catch{return}}class X extends Error{constructor(e,t="",s){super(t),this.status=e,this.retryAfter=s}}const Mt=45e3,Ut=6e4,Lt=1e4;class It{address;constructor(e){this.address=e.replace(/\/+$/,"")}open(e,t,s){return this.#t("POST","/chat/sessions",{token:s,body:{shop:e,locale:t}})}renew(e){return this.#t("POST","/chat/sessions/renewal",{token:e})}finish(e){return this.#t("DELETE","/chat/sessions",{token:e})}async send(e,{id:t,text:s,payload:n}){const r=n===void 0?{id:t,text:s}:{id:t,payload:n};return(await this.#t("POST","/chat/messages",{token:e,body:r})).replies}async history(e){return(await this.#t("GET","/chat/history",{token:e})).messages}rate(e,t,s){return this.#t("POST","/chat/feedback",{token:e,body:{message:t,helpful:s}})}data(e){return this.#t("GET","/chat/data",{token:e})}erase(e){return this.#t("DELETE","/chat/data",{token:e})}listen(e,t,s){let n,r=0,o=0,l=0,a=!1;const u=(h=0)=>{if(n?.close(),a)return;l&&Date.now()-l>Lt&&(o=0);const c=Math.min(Ut,1e3*2**o++);r=setTimeout(m,h*1e3+c*(.5+Math.random()/2))},m=async()=>{l=0;try{const{ticket:h}=await this.#t("POST","/chat/tickets",{token:e()});if(a)return;n=new EventSource(`${this.address}/chat/events?ticket=${encodeURIComponent(h)}&after=${t()}`),n.onopen=()=>l=Date.now(),n.onerror=()=>u();for(const c of["asked","message"])n.addEventListener(c,f=>{o=0,s(JSON.parse(f.data))})}catch(h){const{status:c,retryAfter:f}=h;c!==401&&u(f)}};return m(),()=>{a=!0,clearTimeout(r),n?.close()}}async#t(e,t,{token:s,body:n}){const r={"Content-Type":"application/json"};s&&(r.Authorization=`Bearer ${s}`);const o=new AbortController,l=setTimeout(()=>o.abort(),Mt);try{const a=await fetch(this.address+t,{method:e,headers:r,body:n===void 0?null:JSON.stringify(n),credentials:"omit",cache:"no-store",keepalive:e==="DELETE",signal:o.signal});if(a.status===204)return;if(a.ok)return await a.json();const u=await a.json().catch(()=>({}));throw new X(a.status,u.detail,Rt(a.headers.get("Retry-After")))}catch(a){throw a instanceof X?a:new X(0)}finally{clearTimeout(l)}}}function Rt(i){if(!i)return;const e=Number(i);if(Number.isFinite(e))return Math.max(1,Math.ceil(e));const t=Date.parse(i);return Number.isNaN(t)?void 0:Math.max(1,Math.ceil((t-Date.now())/1e3))}const Ie=oe`
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
`,Ht=oe`
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
      ${Ie}
    }
  }

  .root.dark {
    ${Ie}
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
`,Re={language:"en",title:"Help desk",subtitle:"Answers with their sources",called:"A person will answer you here",withPerson:i=>`You are talking with ${i??"a person"}`,open:"Help",openNamed:i=>i===0?"Open the help desk":`Open the help desk, ${i} new ${i===1?"message":"messages"}`,close:"Close the help desk",menu:"More",copy:"Copy the conversation",restart:"Begin a new conversation",download:"Download my data",erase:"Delete my data",messages:"Messages",news:"New messages",greeting:"Hello. What is it about?",hint:"Ask in your own words. I look at your order and at the written terms, and show where each answer comes from.",starters:["Where is my order?","Can I cancel my order?","Something is wrong with my photos"],box:"Your message",placeholder:"Write a message",send:"Send",person:"Talk to a person",askForPerson:"I want to talk to a person",length:(i,e,t)=>`${t.format(i)} of ${t.format(e)} characters`,tooLong:"Your message is too long. Please shorten it, or send it in parts.",refused:"Your message cannot be sent as it is. Please write it in other words.",asker:"You",desk:"Help desk",agent:"A person from the shop",answering:"The help desk is writing",onTheWay:"Sending",choices:"Choices",sources:"Where this comes from",order:"Order",states:{cart:"In the cart",awaiting_payment:"Waiting for payment",paid:"Paid",awaiting_retouch:"Waiting to be retouched",in_production:"In production",shipped:"Shipped",delivered:"Delivered",files_sent:"Photo files sent",refunded:"Refunded"},more:i=>`and ${i} more`,placed:i=>`Placed on ${i}`,stepDone:"done",handedOver:"Passed to a person",personCame:i=>`${i} is here`,deskIsBack:"The help desk answers again",helpful:"Was this helpful?",yes:"Yes",no:"No",thanks:"Thank you for telling us.",unsent:"Not sent.",tryAgain:"Try again",unreachable:"The help desk cannot be reached just now.",offline:"You are offline. It is sent as soon as you are back.",tooMany:i=>`That was a lot at once. It is sent by itself in ${Dt(i)}.`,signIn:"Please sign in to the shop again, then it is sent by itself.",failed:"The help desk cannot answer just now.",behind:"What was said before cannot be shown just now.",ended:"The earlier conversation has ended. A new one begins here.",nothingSaid:"Nothing has been said yet.",copied:"The conversation is copied.",notCopied:"The conversation could not be copied.",notDownloaded:"Your data could not be fetched just now. Please try again later.",eraseTitle:"Delete your data?",eraseText:"This deletes the whole conversation for good, here and at the help desk. Your orders stay as they are.",eraseYes:"Delete for good",eraseNo:"Keep it",erased:"Your conversation is deleted.",notErased:"Your data could not be deleted just now. Please try again later."};function Dt(i){return i>90?`${Math.ceil(i/60)} minutes`:i===1?"1 second":`${i} seconds`}const Bt=new Map([["en",Re]]);function zt(i,e={}){const t=Bt.get(ee(i))??Re;return{...t,...e,states:{...t.states,...e.states}}}function jt(i,{language:e}){try{return ee(i)===ee(e)?Intl.getCanonicalLocales(i)[0]??e:e}catch{return e}}function ee(i){return i.toLowerCase().split(/[-_]/)[0]??""}const te=4e3,He=3600,qt=60,Wt=3e4,Vt=15e3,Yt="(max-width: 30em), (max-height: 30em) and (pointer: coarse)";class B extends M{static styles=Ht;static properties={shop:{},locale:{},words:{attribute:!1},identity:{},server:{},position:{},theme:{},open:{type:Boolean,reflect:!0}};static origin=location.origin;#t;#e;#o="";#a="";#h=[];#c=0;#n=!1;#r=!1;#d=!0;#i;#u;#m=0;constructor(){super(),this.shop="",this.locale=document.documentElement.lang||"en",this.server=B.origin,this.position="right",this.theme="",this.open=!1}connectedCallback(){super.connectedCallback(),document.addEventListener("visibilitychange",this.#H),addEventListener("online",this.#W),addEventListener("storage",this.#V),visualViewport?.addEventListener("resize",this.#N),visualViewport?.addEventListener("scroll",this.#N),this.#m=setInterval(()=>{(this.#q||this.#e?.person)&&this.#e?.renew()},Wt),this.#H()}disconnectedCallback(){super.disconnectedCallback(),document.removeEventListener("visibilitychange",this.#H),removeEventListener("online",this.#W),removeEventListener("storage",this.#V),visualViewport?.removeEventListener("resize",this.#N),visualViewport?.removeEventListener("scroll",this.#N),clearInterval(this.#m),this.#e?.end()}write(e){this.#k([this.#o.trimEnd(),e].filter(Boolean).join(" ")),this.#i="textarea",this.open=!0}restart(){this.#e?.restart(),this.#k(""),this.#a=""}changed(){this.requestUpdate()}heard(e){const{author:t,text:s,answer:n,name:r}=e,o=t==="agent"?r||this.#s.agent:this.#s.desk;this.#D(Et(o,s,n,this.#t)),this.#x("message",{id:e.id,author:t,text:s}),n?.handover&&this.#x("handover",{id:e.id}),n?.person!==void 0&&this.#x("person",{name:n.person})}opened(e){this.#x("session",{session:e})}unsent(e){this.#D(`${this.#s.unsent} ${Ne(e,this.#s)}`)}apologised(e){this.#l(e)}returned(e,t){this.#k([e,this.#o].filter(Boolean).join(`
`)),this.#l(t.status===413?this.#s.tooLong:this.#s.refused)}identityNeeded(){this.#x("identity-needed",{})}willUpdate(e){if(e.has("locale")||e.has("words")||e.has("server")){const s=zt(this.locale,this.words);this.#t={words:s,locale:jt(this.locale,s),server:this.server}}if((e.has("shop")||e.has("server")||e.has("identity")||e.has("locale"))&&this.#F(e.get("identity")),!this.hasUpdated&&!this.open&&!this.#Y&&Ce.wasOpen&&(this.open=!0),this.hasUpdated&&e.has("open"))if(this.open){const s=document.activeElement;this.#u=s instanceof HTMLElement&&s!==this&&s!==document.body?s:void 0,this.#i=matchMedia("(pointer: coarse)").matches?".panel":"textarea"}else this.#J&&(this.#i=".launcher");const t=this.#_(".paper");(!t||t.scrollHeight-t.scrollTop-t.clientHeight<qt)&&(this.#d=!0)}updated(e){e.has("open")&&(Ce.wasOpen=this.open,this.#n&&=this.open,e.get("open")!==void 0&&this.#x(this.open?"open":"close",{}),this.#N()),this.#H(),this.#G(),this.#i&&(((this.#i===".launcher"&&this.#u?.isConnected?this.#u:void 0)??this.#_(this.#i))?.focus(),this.#i=void 0);const t=this.#_(".paper");if(t&&this.#d){const s=t.querySelectorAll(".said");t.scrollTop=(s[s.length-1]?.offsetTop??0)-16,this.#d=!1}}render(){if(!this.shop)return d;const e=this.#s,{position:t,theme:s}=this;return p`<section class="root ${t==="inline"?"inline":`floating ${t==="left"?"left":"right"}`} ${s}" lang=${e.language} aria-label=${e.title}>
      <div class="unseen" role="log" aria-live="polite" aria-label=${e.news}>
        ${Z(this.#h,({id:r})=>r,({text:r})=>p`<p>${r}</p>`)}
      </div>
      ${this.#q?this.#A():this.#p()}
    </section>`}#p(){const{open:e,openNamed:t}=this.#s,{unread:s}=this.#e;return p`<button
      type="button"
      class="launcher"
      part="launcher"
      aria-haspopup="dialog"
      aria-expanded="false"
      aria-label=${t(s)}
      @click=${()=>this.open=!0}
    >
      ${z("M4 5.5h16v11h-8.5L7 20v-3.5H4z")}<span>${e}</span>
      ${s?p`<span class="unread">${s}</span>`:d}
    </button>`}#A(){const e=this.#s,t=this.#e,s=this.position==="inline";return p`<div
      class="panel"
      part="panel"
      tabindex="-1"
      role=${s?"group":"dialog"}
      aria-labelledby="title"
      @keydown=${this.#z}
      @keyup=${De}
      @keypress=${De}
      @focusout=${this.#C}
      @click=${this.#O}
    >
      <header part="header">
        <div>
          <h2 id="title" part="title">${e.title}</h2>
          ${this.#E(t.person)}
        </div>
        <button
          type="button"
          class="icon more"
          aria-label=${e.menu}
          aria-expanded=${this.#n}
          @click=${this.#v}
        >
          ${z("M12 6h.01M12 12h.01M12 18h.01","3")}
        </button>
        ${this.#n?p`<div class="menu" part="menu">${this.#M()}</div>`:d}
        ${s?d:p`<button type="button" class="icon" aria-label=${e.close} @click=${this.#I}>
              ${z("M6 6l12 12M18 6L6 18")}
            </button>`}
      </header>
      <div class="paper" part="log" tabindex="0" role="group" aria-label=${e.messages}>${this.#S()}</div>
      <div>
        ${this.#a?p`<p class="note">${this.#a}</p>`:d}
        ${this.#r?this.#P():this.#f()}
      </div>
    </div>`}#E(e){const{called:t,subtitle:s,withPerson:n}=this.#s;return e?.isHere?p`<p class="subtitle is-person">${n(e.name)}</p>`:p`<p class="subtitle">${e?t:s}</p>`}#M(){const e=this.#s;return[[e.copy,()=>void this.#b()],[e.restart,()=>this.restart(),"","textarea"],[e.download,()=>void this.#j()],[e.erase,()=>this.#y(),"grave"]].map(([s,n,r="",o=".more"])=>p`<button type="button" class=${r} @click=${()=>{this.#n=!1,this.#i=o,n(),this.requestUpdate()}}>${s}</button>`)}#S(){const e=this.#s,{said:t,earlier:s,isAnswering:n,isBehind:r,keeping:o,person:l,token:a}=this.#e,{rated:u}=o.read(),m={press:l?.isHere?void 0:(c,f)=>this.#g(c,f),rate:(c,f)=>{this.#i=".paper",this.#D(e.thanks),this.#e?.rate(c,f)},tryAgain:()=>this.#e?.tryAgain()},h=t.length+s.length===0&&!(r&&a);return p`${h?this.#T():d}
      ${r&&a?p`<p class="rule">${e.behind}</p>`:d}
      ${Z(s,({key:c})=>c,c=>Oe(c,this.#t,{}))}
      ${s.length?p`<p class="rule">${e.ended}</p>`:d}
      ${Z(t,({key:c})=>c,c=>Oe(c,this.#t,u,m))}
      ${n&&!l?.isHere?p`<div class="typing"><i></i><i></i><i></i><span class="unseen">${e.answering}</span></div>`:d}`}#T(){const{greeting:e,hint:t,starters:s,choices:n}=this.#s;return p`<div class="greeting">
      <p class="hello">${e}</p>
      <p>${t}</p>
      <div class="choices" role="group" aria-label=${n}>
        ${s.map(r=>p`<button type="button" class="choice" part="choice" @click=${()=>this.#g(r)}>${r}</button>`)}
      </div>
    </div>`}#f(){const e=this.#s,t=Be(this.#o),s=t>He,n=t>te,r=!this.#e?.person?.isHere,o=new Intl.NumberFormat(this.#t.locale);return p`<form @submit=${this.#U}>
      <div class="row">
        <label class="unseen" for="box">${e.box}</label>
        <textarea
          id="box"
          part="box"
          rows="1"
          enterkeyhint="send"
          autocomplete="off"
          placeholder=${e.placeholder}
          aria-invalid=${n?"true":d}
          aria-describedby=${s?"count":d}
          .value=${mt(this.#o)}
          @input=${this.#B}
        ></textarea>
        <button type="submit" class="send" part="send" aria-label=${e.send}>${z("M4 12l16-7-5 15-3.5-6z")}</button>
      </div>
      ${r||s?p`<div class="foot" part="foot">
            ${r?p`<button type="button" class="plain" @click=${()=>this.#g(e.askForPerson)}>${e.person}</button>`:d}
            ${s?p`<span class="count ${n?"is-over":""}" id="count">${e.length(t,te,o)}</span>`:d}
          </div>`:d}
    </form>`}#P(){const e=this.#s;return p`<div class="confirm" role="alertdialog" aria-labelledby="erase" aria-describedby="erase-what">
      <h3 id="erase">${e.eraseTitle}</h3>
      <p id="erase-what">${e.eraseText}</p>
      <div>
        <button type="button" class="grave" @click=${this.#R}>${e.eraseYes}</button>
        <button type="button" class="keep" @click=${this.#w}>${e.eraseNo}</button>
      </div>
    </div>`}#g(e,t){this.#a="",this.#d=!0,this.#i=matchMedia("(pointer: coarse)").matches?".paper":"textarea",this.#e?.say(e,t)}#B=e=>{this.#k(e.target.value)};#U=e=>{e?.preventDefault();const t=this.#o.trim();if(t){if(Be(t)>te)return this.#l(this.#s.tooLong);this.#k(""),this.#g(t),this.#i="textarea"}};#z=e=>{if(e.stopPropagation(),e.isComposing||e.keyCode===229)return;const t=e.target;if(e.key==="Escape")this.#L();else if(e.key==="Enter"&&!e.shiftKey&&t.matches("textarea"))e.preventDefault(),this.#U();else if(t.closest(".menu")&&/^Arrow(Up|Down)$/.test(e.key)){e.preventDefault();const s=Array.from(t.parentElement.children),n=e.key==="ArrowDown"?1:s.length-1;s[(s.indexOf(t)+n)%s.length]?.focus()}};#L(){this.#r?this.#w():this.#n?this.#v():this.position!=="inline"&&(this.open=!1)}#I=()=>{this.open=!1};#C=e=>{const t=e.relatedTarget;t instanceof Node&&(!this.renderRoot.contains(t)&&t!==this&&this.#Y&&(this.open=!1),this.#n&&!(t instanceof Element&&t.closest(".menu, .more"))&&this.#$())};#v=()=>{this.#n=!this.#n,this.#i=this.#n?".menu button":".more",this.requestUpdate()};#O=e=>{this.#n&&!e.target.closest(".menu, .more")&&this.#$()};#$(){this.#n=!1,this.requestUpdate()}async#b(){const{earlier:e,said:t}=this.#e;if(!e.length&&!t.length)return this.#l(this.#s.nothingSaid);const s=St([...e,...t],this.#t);try{await navigator.clipboard.writeText(s),this.#l(this.#s.copied)}catch{this.#l(Ft(this.renderRoot,s)?this.#s.copied:this.#s.notCopied),this.#i=".more"}}async#j(){const{token:e,server:t}=this.#e;if(!e)return this.#l(this.#s.nothingSaid);try{const s=await t.data(e),n=URL.createObjectURL(new Blob([JSON.stringify(s,null,2)],{type:"application/json"})),r=document.createElement("a");r.href=n,r.download=`${this.shop}-conversation.json`,r.click(),setTimeout(()=>URL.revokeObjectURL(n),6e4)}catch{this.#l(this.#s.notDownloaded)}}#y(){this.#r=!0,this.#a="",this.#i=".keep"}#w=()=>{this.#r=!1,this.#i=".more",this.requestUpdate()};#R=async()=>{try{await this.#e?.erase(),this.#k(""),this.#l(this.#s.erased)}catch{this.#l(this.#s.notErased)}this.#r=!1,this.#i="textarea"};#F(e){const{server:t,shop:s,identity:n,locale:r}=this,o=kt(t,s,n);if(this.#e?.keeping.key===o){this.#e.locale=r,this.#e.identify(n||void 0);return}this.#e?.end(),e&&this.#e?.keeping.forget();const l=new wt(o);this.#e=new vt(new It(t),s,r,l,n||void 0,this),this.#o=l.read().draft??"",this.#a="",this.#r=!1}#H=()=>{this.hasUpdated&&this.#e?.attend(this.#q&&!document.hidden)};#W=()=>this.#e?.reconnect();#V=e=>{e.key===this.#e?.keeping.key&&this.#e?.follow()};#N=()=>{const e=this.#_(".root"),t=globalThis.visualViewport;if(!e||!t)return;const s=Math.abs(t.scale-1)>.01||t.height>=innerHeight;for(const[r,o]of[["top",t.offsetTop],["height",t.height]])s?e.style.removeProperty(`--seen-${r}`):e.style.setProperty(`--seen-${r}`,`${o}px`);const n=this.#_(".panel");n&&this.shadowRoot?.activeElement?.matches("textarea")&&(n.scrollTop=n.scrollHeight)};#G(){const e=this.#_("textarea");!e||CSS.supports("field-sizing","content")||(e.style.height="auto",e.style.height=`${e.scrollHeight+2}px`)}#k(e){this.#o=e,this.#e?.keeping.change({draft:e}),this.requestUpdate()}#l(e){this.#a=e,this.#D(e)}#D(e){const t=this.#c++;this.#h=[...this.#h,{id:t,text:e}],setTimeout(()=>{this.#h=this.#h.filter(s=>s.id!==t),this.requestUpdate()},Vt),this.requestUpdate()}#x(e,t){this.dispatchEvent(new CustomEvent(`photodesk-${e}`,{bubbles:!0,composed:!0,detail:t}))}#_(e){return this.renderRoot?.querySelector(e)??null}get#s(){return this.#t.words}get#q(){return this.open||this.position==="inline"}get#Y(){return this.position!=="inline"&&matchMedia(Yt).matches}get#J(){return this.shadowRoot?.activeElement!=null}}function De(i){i.stopPropagation()}function z(i,e){return p`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d=${i} stroke-width=${e??d} />
  </svg>`}function Be(i){return i.length>He?Array.from(i).length:i.length}function Ft(i,e){const t=document.createElement("textarea");t.className="unseen",t.value=e,i.appendChild(t),t.focus(),t.select();const s=document.execCommand("copy");return t.remove(),s}const se="photodesk-chat",j=document.currentScript;if(!customElements.get(se)&&(j?.src&&(B.origin=new URL(j.src).origin),customElements.define(se,B),j?.dataset.shop)){const i=document.createElement(se);for(const{name:e,value:t}of Array.from(j.attributes))e.startsWith("data-")&&i.setAttribute(e.slice(5),t);document.readyState==="loading"?addEventListener("DOMContentLoaded",()=>document.body.append(i)):document.body.append(i)}})();

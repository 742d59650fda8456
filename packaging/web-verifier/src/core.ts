/** What a worker, the page and Node need of the verifier: it knows nothing of a document. */

export { digestAll } from "./bundle/digesting";
export { readyDigests } from "./bundle/digests";
export { treeOfFolder } from "./bundle/folder_reader";
export { BlobBytes, MemoryBytes, ReadFailed } from "./bundle/random_access";
export { readCertificates } from "./seal/certificates";
export { readStatements } from "./seal/revocation";
export { omissionDetail } from "./i18n/details";
export { toldOmissions } from "./i18n/omitted";
export { Translator } from "./i18n/translator";
export { reportFields } from "./verify/report";
export { fromUtc } from "./verify/times";
export { verify } from "./verify/verifier";

package sealwright.interop;

import eu.europa.esig.dss.diagnostic.DiagnosticData;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.TimestampWrapper;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * The EU's validator over many containers in one virtual machine.
 *
 * <p>Each line of the input is a job: the container, a PEM file of the roots to be trusted, the time of
 * validation (ISO 8601) and CRL files that the validator may use besides what it finds in the container, with
 * tabs between. Each line of the output is a JSON object about it, in the same order. Nothing is fetched
 * from the network.
 */
public final class Validate {
    private Validate() {}

    public static void main(String[] arguments) throws IOException {
        Locale.setDefault(Locale.ENGLISH);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader jobs = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = jobs.readLine(); line != null; line = jobs.readLine()) {
            String[] job = line.split("\t");
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("file", Path.of(job[0]).getFileName().toString());
            try {
                validate(job, told);
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                told.put("refused", e.getClass().getSimpleName() + ": " + e.getMessage());
            }
            out.println(Json.of(told));
        }
    }

    private static void validate(String[] job, Map<String, Object> told) throws IOException {
        SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(job[0]));
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        for (CertificateToken certificate : certificates(Path.of(job[1]))) {
            trusted.addCertificate(certificate);
        }
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        verifier.setTrustedCertSources(trusted);
        verifier.setAIASource(null);
        if (job.length > 3) {
            String[] lists = new String[job.length - 3];
            for (int i = 0; i < lists.length; i++) {
                lists[i] = job[i + 3];
            }
            verifier.setCrlSource(crls(lists));
        }
        validator.setCertificateVerifier(verifier);
        validator.setLocale(Locale.ENGLISH);
        validator.setValidationTime(Date.from(Instant.parse(job[2])));
        describe(validator.validateDocument(), told);
    }

    private static ExternalResourcesCRLSource crls(String[] paths) throws IOException {
        ByteArrayInputStream[] lists = new ByteArrayInputStream[paths.length];
        for (int i = 0; i < paths.length; i++) {
            lists[i] = new ByteArrayInputStream(Files.readAllBytes(Path.of(paths[i])));
        }
        return new ExternalResourcesCRLSource(lists);
    }

    private static List<CertificateToken> certificates(Path pem) throws IOException {
        List<CertificateToken> found = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            byte[] text = Files.readAllBytes(pem);
            for (Object certificate : factory.generateCertificates(new ByteArrayInputStream(text))) {
                found.add(DSSUtils.loadCertificate(((X509Certificate) certificate).getEncoded()));
            }
        } catch (CertificateException e) {
            throw new IOException("no certificates in " + pem, e);
        }
        return found;
    }

    private static void describe(Reports reports, Map<String, Object> told) {
        SimpleReport simple = reports.getSimpleReport();
        DiagnosticData facts = reports.getDiagnosticData();
        told.put("container", String.valueOf(simple.getContainerType()));
        told.put("mimetype", facts.getMimetypeFileContent());
        List<Object> signatures = new ArrayList<>();
        for (SignatureWrapper signature : facts.getSignatures()) {
            String id = signature.getId();
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("file", signature.getFilename());
            one.put("level", String.valueOf(simple.getSignatureFormat(id)));
            one.put("intact", signature.isSignatureIntact());
            one.put("valid", signature.isSignatureValid());
            result(simple, id, one);
            signatures.add(one);
        }
        told.put("signatures", signatures);
        List<Object> stamps = new ArrayList<>();
        for (TimestampWrapper stamp : facts.getTimestampList()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("type", String.valueOf(stamp.getType()));
            one.put("intact", stamp.isSignatureIntact() && stamp.isMessageImprintDataIntact());
            result(simple, stamp.getId(), one);
            stamps.add(one);
        }
        told.put("timestamps", stamps);
        told.put("not_ok", constraints(reports.getXmlDetailedReport()));
    }

    private static void result(SimpleReport simple, String id, Map<String, Object> one) {
        one.put("indication", String.valueOf(simple.getIndication(id)));
        one.put("sub_indication", String.valueOf(simple.getSubIndication(id)));
        one.put("errors", texts(simple.getAdESValidationErrors(id)));
        one.put("warnings", texts(simple.getAdESValidationWarnings(id)));
        one.put("infos", texts(simple.getAdESValidationInfo(id)));
        one.put("qualification_errors", texts(simple.getQualificationErrors(id)));
        one.put("qualification_warnings", texts(simple.getQualificationWarnings(id)));
    }

    private static List<Object> texts(Collection<Message> messages) {
        List<Object> texts = new ArrayList<>();
        for (Message message : messages) {
            texts.add(message.getKey() + ": " + message.getValue());
        }
        return texts;
    }

    /** Every check of the detailed report that ended as a warning or worse, as "STATUS KEY: sentence". */
    private static List<Object> constraints(String xml) {
        List<Object> found = new ArrayList<>();
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
            Document report = factory.newDocumentBuilder().parse(new ByteArrayInputStream(bytes));
            NodeList all = report.getElementsByTagNameNS("*", "Constraint");
            for (int i = 0; i < all.getLength(); i++) {
                Element constraint = (Element) all.item(i);
                String status = text(constraint, "Status");
                if ("WARNING".equals(status) || "NOT OK".equals(status)) {
                    Element name = (Element) constraint.getElementsByTagNameNS("*", "Name").item(0);
                    String what = constraint.getParentNode().getLocalName() + " " + name.getAttribute("Key");
                    String line = status + " " + what + ": " + name.getTextContent();
                    if (!found.contains(line)) {
                        found.add(line);
                    }
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException("the detailed report is no XML", e);
        }
        return found;
    }

    private static String text(Element parent, String name) {
        NodeList found = parent.getElementsByTagNameNS("*", name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }
}

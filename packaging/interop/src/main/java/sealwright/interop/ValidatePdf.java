package sealwright.interop;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.core.VeraPDFException;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * veraPDF over many files in one virtual machine.
 *
 * <p>Each line of the input is the path of a PDF file, each line of the output a JSON object about it, in the
 * same order.
 */
public final class ValidatePdf {
    private static final List<PDFAFlavour> ASKED = List.of(PDFAFlavour.PDFA_3_A, PDFAFlavour.PDFUA_1);
    private static final int MOST_CHECKS = 1000;
    private static final int MOST_TOLD = 20;

    private ValidatePdf() {}

    public static void main(String[] arguments) throws IOException {
        Locale.setDefault(Locale.ENGLISH);
        Logger.getLogger("").setLevel(Level.OFF);
        VeraGreenfieldFoundryProvider.initialise();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        BufferedReader jobs = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = jobs.readLine(); line != null; line = jobs.readLine()) {
            Map<String, Object> told = new LinkedHashMap<>();
            told.put("file", Path.of(line).getFileName().toString());
            try {
                validate(line, told);
            } catch (VeraPDFException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
                told.put("refused", e.getClass().getSimpleName() + ": " + e.getMessage());
            }
            out.println(Json.of(told));
        }
    }

    /** Reads the file once for all that it is asked about. */
    private static void validate(String path, Map<String, Object> told) throws IOException, VeraPDFException {
        try (InputStream file = new FileInputStream(path);
                PDFAParser parser = Foundries.defaultInstance().createParser(file, ASKED.get(0));
                PDFAValidator validator =
                        Foundries.defaultInstance().createValidator(ASKED, MOST_CHECKS, false, true, false)) {
            for (ValidationResult result : validator.validateAll(parser)) {
                told.put(result.getPDFAFlavour().getId(), failed(result));
            }
        }
    }

    /** The rules that it breaks, each once, with the place where that was met first. */
    private static List<Object> failed(ValidationResult result) {
        Map<String, Object> found = new LinkedHashMap<>();
        for (TestAssertion one : result.getTestAssertions()) {
            if (one.getStatus() == TestAssertion.Status.FAILED) {
                String rule = one.getRuleId().getClause() + "-" + one.getRuleId().getTestNumber();
                String place = one.getLocation() == null ? "" : one.getLocation().getContext();
                found.putIfAbsent(rule, rule + ": " + one.getMessage() + " (" + place + ")");
            }
        }
        if (!result.isCompliant() && found.isEmpty()) {
            found.put("", "not compliant, and no rule is named");
        }
        List<Object> told = new ArrayList<>(found.values());
        return told.size() > MOST_TOLD ? told.subList(0, MOST_TOLD) : told;
    }
}

package io.patchbay.itest.clients;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code node --test} reports in the Test Anything Protocol. */
final class TapReport {

    private static final Pattern RESULT = Pattern.compile("^\\s*(not )?ok \\d+ - (.*)$");
    private static final Pattern END = Pattern.compile("^\\s*\\.\\.\\.$");

    private TapReport() {}

    /** One test; {@code details} say why it failed. */
    record Result(String name, boolean passed, String details) {

        void check() {
            if (!passed) {
                fail(name + "\n" + details);
            }
        }
    }

    /** The tests of all files; the files themselves, which some versions list too, are left out. */
    static List<Result> read(String report) {
        List<Result> results = new ArrayList<>();
        String[] lines = report.split("\n");
        for (int i = 0; i < lines.length; i++) {
            Matcher matcher = RESULT.matcher(lines[i]);
            if (!matcher.matches()) {
                continue;
            }
            boolean passed = matcher.group(1) == null;
            String name = matcher.group(2);
            StringBuilder details = new StringBuilder();
            while (!passed && i + 1 < lines.length && !END.matcher(lines[i]).matches()) {
                details.append(lines[++i]).append('\n');
            }
            // a file that failed as a whole is listed by its path
            if (!passed || !name.endsWith(".mjs")) {
                results.add(new Result(name, passed, details.toString()));
            }
        }
        return results;
    }
}

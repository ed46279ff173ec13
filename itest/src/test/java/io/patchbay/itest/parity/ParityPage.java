package io.patchbay.itest.parity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tables of the page: behaviours and hazards, each with its proof. */
record ParityPage(List<Row> behaviours, List<Row> hazards) {

    private static final Pattern BEHAVIOUR = Pattern.compile("\\d+\\.\\d+\\.\\d+");
    private static final Pattern HAZARD = Pattern.compile("\\d+");
    private static final Pattern TEST = Pattern.compile("`([a-z0-9.-]+): (\\w+)#(\\w+)`");

    /**
     * One line of a table.
     *
     * @param number what the line begins with
     * @param proof its last cell
     */
    record Row(String number, String proof) {

        /** The tests that the proof names. */
        List<NamedTest> tests() {
            List<NamedTest> tests = new ArrayList<>();
            Matcher named = TEST.matcher(proof);
            while (named.find()) {
                tests.add(new NamedTest(named.group(1), named.group(2), named.group(3)));
            }
            return tests;
        }

        /** Whether something else than a test stands for the proof, and says why. */
        boolean excused() {
            return proof.matches("(issue [4-9]|not ours): \\S.+");
        }
    }

    /**
     * A test as the page names it.
     *
     * @param module its folder
     * @param type its class, without the package
     * @param method its method
     */
    record NamedTest(String module, String type, String method) {}

    static ParityPage read(Path page) throws IOException {
        List<Row> behaviours = new ArrayList<>();
        List<Row> hazards = new ArrayList<>();
        for (String line : Files.readAllLines(page)) {
            String[] cells = line.split("\\|");
            if (cells.length < 4) {
                continue;
            }
            Row row = new Row(cells[1].strip(), cells[cells.length - 1].strip());
            if (BEHAVIOUR.matcher(row.number()).matches()) {
                behaviours.add(row);
            } else if (HAZARD.matcher(row.number()).matches()) {
                hazards.add(row);
            }
        }
        return new ParityPage(behaviours, hazards);
    }
}

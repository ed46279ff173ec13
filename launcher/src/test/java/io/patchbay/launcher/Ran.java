package io.patchbay.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * A command that was run in this JVM.
 *
 * @param code its exit code
 * @param out standard output
 * @param err standard error
 */
record Ran(int code, String out, String err) {

    /** Runs a command to its end. */
    static Ran patchbay(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commands = Main.commandLine(new PatchbayCommand(null));
        commands.setOut(new PrintWriter(out));
        commands.setErr(new PrintWriter(err));
        int code = commands.execute(arguments);
        return new Ran(code, out.toString(), err.toString());
    }

    /** One clear line on standard error, with these words in it, and nothing else. */
    void failed(int expected, String... words) {
        assertEquals(expected, code, this::toString);
        assertEquals(1, err.lines().count(), this::toString);
        assertTrue(err.startsWith("patchbay: "), this::toString);
        assertTrue(err.length() < 400, this::toString);
        assertTrue(!err.contains("Exception") && !err.contains("java."), this::toString);
        for (String word : words) {
            assertTrue(err.contains(word), () -> "'" + word + "' is not in: " + this);
        }
    }
}

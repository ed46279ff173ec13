import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs the commands of a guide as its reader would, and compares what they print. A comment before
 * a block says what it is: {@code run} is a script that must succeed, {@code refused} one whose
 * last command must fail with 1, {@code prints} what the one before printed, in this order, {@code keep running until: WORDS} a command that goes on beside the others,
 * {@code type} what is typed into that one (lines after {@code g!}) and what it then prints, {@code
 * type until it prints} the same for what takes a moment. An ellipsis stands for anything.
 *
 * <p>Usage: {@code java RunGuide.java GUIDE.md FOLDER}
 */
final class RunGuide {

    private static final Pattern BLOCK =
            Pattern.compile("<!-- ([^>]+) -->\\n```\\w*\\n(.*?)```", Pattern.DOTALL);
    private static final long PATIENCE_SECONDS = 300;
    private static final long AGAIN_SECONDS = 5;
    private static final int SIGTERM = 128 + 15;

    private final Path folder;
    private String printed = "";
    private Process running;
    private final StringBuffer heard = new StringBuffer();
    private int read;
    private boolean typed;

    private RunGuide(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws Exception {
        RunGuide guide = new RunGuide(Path.of(args[1]));
        int blocks = 0;
        boolean failed = false;
        try {
            Matcher block = BLOCK.matcher(Files.readString(Path.of(args[0])));
            while (block.find()) {
                blocks += guide.block(block.group(1), block.group(2)) ? 1 : 0;
            }
            guide.end();
        } catch (AssertionError e) {
            System.err.println(args[0] + ": " + e.getMessage());
            System.err.println(guide.heard);
            failed = true;
        } finally {
            if (guide.running != null) {
                guide.running.destroy();
            }
        }
        if (failed) {
            System.exit(1);
        }
        if (blocks < 3) {
            System.err.println(args[0] + " has but " + blocks + " blocks to run");
            System.exit(1);
        }
        System.out.println(args[0] + ": all " + blocks + " blocks do what the page says.");
    }

    private boolean block(String what, String text) throws Exception {
        if (what.equals("run") || what.equals("refused")) {
            run(text, what.equals("run") ? 0 : 1);
        } else if (what.equals("prints")) {
            int at = 0;
            for (String line : text.lines().toList()) {
                Matcher found = pattern(line).matcher(printed);
                check(found.find(at), "'" + line + "' is not, or not there, in: " + printed);
                at = found.end();
            }
        } else if (what.startsWith("keep running until: ")) {
            keepRunning(text, what.substring("keep running until: ".length()));
        } else if (what.startsWith("type")) {
            type(text, what.equals("type until it prints"));
        } else {
            return false;
        }
        return true;
    }

    private void run(String script, int wanted) throws Exception {
        long begun = System.nanoTime();
        Process process =
                new ProcessBuilder("bash", "-euc", script)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        check(code == wanted, "these ended with " + code + ":\n" + script + printed);
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
        System.out.println(seconds + " s: " + script.strip().replace("\n", "; "));
    }

    private void keepRunning(String command, String sign) throws Exception {
        running =
                new ProcessBuilder("bash", "-euc", "exec " + command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .start();
        Thread reader = new Thread(this::hear, "reader");
        reader.setDaemon(true);
        reader.start();
        check(await(List.of(sign), PATIENCE_SECONDS), "'" + sign + "' never came");
    }

    private void hear() {
        try (BufferedReader in =
                new BufferedReader(
                        new InputStreamReader(running.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard.append(line).append('\n');
            }
        } catch (IOException e) {
            heard.append("(the output broke: ").append(e.getMessage()).append(")\n");
        }
    }

    private void type(String text, boolean again) throws Exception {
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n")));
        String line = lines.remove(0);
        typed = true;
        check(line.startsWith("g! "), "the first line of this has no prompt: " + line);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        boolean came = false;
        while (!came && System.nanoTime() < end && running.isAlive()) {
            type(line.substring(3));
            came = await(lines, again ? AGAIN_SECONDS : PATIENCE_SECONDS);
        }
        check(came, lines + " never came after: " + line);
    }

    private void type(String line) throws IOException {
        running.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        running.getOutputStream().flush();
    }

    /** Waits until all of the lines have come, in this order, after what was read before. */
    private boolean await(List<String> lines, long seconds) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        do {
            String text = heard.toString();
            int at = read;
            boolean all = true;
            for (String line : lines) {
                Matcher found = pattern(line).matcher(text);
                all &= found.find(at);
                at = all ? found.end() : at;
            }
            if (all) {
                read = at;
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        } while (System.nanoTime() < end);
        return false;
    }

    private static Pattern pattern(String line) {
        return Pattern.compile("\\Q" + line.strip().replace("…", "\\E[^\\n]*?\\Q") + "\\E");
    }

    private void end() throws Exception {
        if (running == null) {
            return;
        }
        if (typed) {
            type("exit 0");
        } else {
            running.destroy(); // as Ctrl-C and SIGTERM do
        }
        check(
                running.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        && running.exitValue() == (typed ? 0 : SIGTERM),
                "what was kept running did not end well");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}

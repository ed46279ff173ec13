package io.patchbay.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code ./patchbay new} makes; that it builds and runs is shown by cnf/check-templates.sh.
 */
class NewCommandTest {

    private static final Path TREE =
            Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());

    @TempDir Path folder;

    private Ran make(String... arguments) {
        return Ran.patchbay(
                Stream.concat(Stream.of("new"), Stream.of(arguments)).toArray(String[]::new));
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private static List<Path> files(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .map(root::relativize)
                    .filter(file -> !file.startsWith("target"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tool", "guardrail", "agent", "provider", "transport", "caller-leg"})
    void a_plug_of_each_kind_bears_the_names_that_were_asked_for(String kind) throws Exception {
        Path target = folder.resolve("made");
        Ran ran = make(kind, "night-watch", "--dir", target.toString(), "--group", "com.my-firm");
        assertEquals(0, ran.code(), ran::toString);
        assertTrue(ran.out().contains("mvn -f " + target + " package"), ran::out);
        assertTrue(ran.out().contains(" plugs install "), ran::out);
        assertEquals(files(TREE.resolve("templates").resolve(kind)).size(), files(target).size());
        for (Path file : files(target)) {
            String text = file + Files.readString(target.resolve(file));
            assertFalse(text.toLowerCase(java.util.Locale.ROOT).contains("acme"), file::toString);
            assertFalse(text.contains("org.example\""), file::toString);
        }
        assertTrue(
                Files.isDirectory(target.resolve("src/main/java/com/myfirm/nightwatch")),
                () -> "" + files(target));
        String pom = Files.readString(target.resolve("pom.xml"));
        assertTrue(pom.contains("<groupId>com.my-firm</groupId>"), pom);
        assertTrue(pom.contains("<artifactId>com.myfirm.nightwatch</artifactId>"), pom);
    }

    @Test
    void there_is_a_template_for_each_kind_and_a_kind_for_each_template() throws Exception {
        try (Stream<Path> folders = Files.list(TREE.resolve("templates"))) {
            assertEquals(
                    new TreeSet<>(PlugTemplate.KINDS),
                    new TreeSet<>(folders.map(each -> "" + each.getFileName()).toList()));
        }
    }

    @Test
    void templates_are_built_against_this_version_and_stamp_a_qualifier() throws Exception {
        String parent = Files.readString(TREE.resolve("pom.xml"));
        String version = parent.replaceFirst("(?s).*?<version>([^<]+)</version>.*", "$1");
        for (String kind : PlugTemplate.KINDS) {
            Path template = TREE.resolve("templates").resolve(kind);
            assertTrue(
                    Files.readString(template.resolve("pom.xml"))
                            .contains("<patchbay.version>" + version + "</patchbay.version>"),
                    kind);
            assertTrue(Files.readString(template.resolve("bnd.bnd")).contains(".${tstamp;"), kind);
        }
    }

    @Test
    void the_package_may_be_chosen() throws Exception {
        Ran ran = make("tool", "switch", "--dir", at("x"), "--package", "com.example.toggle");
        assertEquals(0, ran.code(), ran::toString);
        assertTrue(
                Files.exists(
                        folder.resolve("x/src/main/java/com/example/toggle/SwitchTools.java")));
    }

    @Test
    void the_commands_that_it_prints_can_be_typed_as_they_are() throws Exception {
        Path target = folder.resolve("Häuser & Höfe/Otto's");
        Ran ran = make("tool", "museum", "--dir", target.toString());
        assertEquals(0, ran.code(), ran::toString);
        String command =
                ran.out()
                        .lines()
                        .filter(line -> line.contains(" package"))
                        .findFirst()
                        .orElseThrow();
        Process shell =
                new ProcessBuilder(
                                "sh", "-c", command.replace("mvn -f", "ls").replace(" package", ""))
                        .redirectErrorStream(true)
                        .start();
        String shown = new String(shell.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, shell.waitFor(), shown);
        assertTrue(shown.contains("pom.xml"), shown);
    }

    @Test
    void an_author_whose_local_repository_lacks_patchbay_is_told_how_it_gets_there()
            throws Exception {
        String before = System.setProperty("maven.repo.local", at("repository"));
        try {
            Ran without = make("tool", "museum", "--dir", at("one"));
            assertTrue(without.out().contains(" install -DskipTests\n"), without::out);
            String pom = Files.readString(folder.resolve("one/pom.xml"));
            String version =
                    pom.replaceFirst("(?s).*<patchbay.version>([^<]+)</patchbay.version>.*", "$1");
            Path bill =
                    folder.resolve("repository/io/patchbay/io.patchbay.bom")
                            .resolve(version)
                            .resolve("io.patchbay.bom-" + version + ".pom");
            Files.createDirectories(Objects.requireNonNull(bill.getParent()));
            Files.writeString(bill, "<project/>");
            Ran with = make("tool", "museum", "--dir", at("other"));
            assertFalse(with.out().contains("install -DskipTests"), with::out);
        } finally {
            if (before == null) {
                System.clearProperty("maven.repo.local");
            } else {
                System.setProperty("maven.repo.local", before);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Museum", "1st", "a_b", "a--b", "-", "a-", "ä", "a b", "../x", ""})
    void a_name_that_cannot_be_is_refused_with_what_can(String name) {
        // what begins with a hyphen is an option, also to the command line itself
        Ran ran = make("tool", "--dir", at("x"), "--", name);
        ran.failed(2, "NAME", "'" + name + "'", "lower case letters");
        assertFalse(Files.exists(folder.resolve("x")));
    }

    @Test
    void packages_and_groups_that_cannot_be_are_refused_with_the_remedy() {
        make("tool", "switch", "--dir", at("x")).failed(2, "'org.example.switch'", "--package");
        make("tool", "a", "--dir", at("x"), "--package", "Com.a").failed(2, "lower case");
        make("tool", "a", "--dir", at("x"), "--package", "alone").failed(2, "'alone'");
        make("tool", "a", "--dir", at("x"), "--package", "io.patchbay.a").failed(2, "belongs to");
        make("tool", "a", "--dir", at("x"), "--group", "a..b").failed(2, "--group", "'a..b'");
        assertFalse(Files.exists(folder.resolve("x")));
    }

    @Test
    void the_jdks_packages_belong_to_the_jdk() {
        assertThrows(
                UsageException.class, () -> PlugNames.of("museum", "org.example", "java.museum"));
    }

    @Test
    void a_name_whose_class_there_is_already_is_refused() {
        make("provider", "realtime", "--dir", at("x")).failed(2, "'realtime'", "class Realtime");
        make("caller-leg", "caller", "--dir", at("x")).failed(2, "CallerLeg");
        assertFalse(Files.exists(folder.resolve("x")));
    }

    @Test
    void a_kind_that_there_is_not_is_answered_with_those_that_are() {
        make("wing", "a").failed(2, "'wing'", "tool, guardrail", "caller-leg");
        make("tool").failed(2, "NAME", "patchbay new --help");
    }

    @Test
    void nothing_is_overwritten() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "mine");
        make("tool", "a", "--dir", folder.toString()).failed(2, "--dir", "not empty");
        make("tool", "a", "--dir", file.toString()).failed(2, "--dir", "is a file");
        assertEquals("mine", Files.readString(file));
    }
}

package io.patchbay.itest.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule is shown something that breaks it. */
class RulesCanFailTest {

    private static final String TOOL = "io.patchbay.api.tool.ToolSource";

    @TempDir Path folder;

    /** A bundle of the named folder that has these classes. */
    private BuiltBundle bundle(String name, String headers, Class<?>... classes)
            throws IOException {
        Path root = folder.resolve(name);
        write(root, "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\n" + headers);
        for (Class<?> type : classes) {
            String path = type.getName().replace('.', '/') + ".class";
            Path file = root.resolve(path);
            Files.createDirectories(file.getParent());
            try (InputStream in = type.getClassLoader().getResourceAsStream(path)) {
                Files.write(file, java.util.Objects.requireNonNull(in, path).readAllBytes());
            }
        }
        return BuiltBundle.read(name, root);
    }

    private BuiltBundle reread(String name) {
        return BuiltBundle.read(name, folder.resolve(name));
    }

    private static void write(Path root, String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void a_plug_that_knows_another_plug() throws IOException {
        BuiltBundle first = bundle("tools.first", "", Fixtures.Uses.class);
        BuiltBundle second = bundle("transport.second", "", FixtureTarget.class);
        List<String> wrong = Arrows.pointingBack(List.of(first, second));
        assertTrue(wrong.get(0).startsWith("tools.first knows transport.second"), wrong::toString);
        assertEquals(List.of(), Arrows.pointingBack(List.of(second)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api audio",
                "api api",
                "audio net",
                "audio runtime",
                "runtime provider.openai",
                "runtime emulator",
                "provider.openai transport.websocket",
                "emulator runtime",
                "tck runtime",
                "tck launcher",
                "launcher bench",
                "launcher provider.openai",
                "emulator launcher"
            })
    void arrows_that_point_back(String arrow) throws IOException {
        String[] ends = arrow.split(" ");
        assertTrue(!Kind.of(ends[0]).mayKnow(Kind.of(ends[1])), arrow);
    }

    @Test
    void a_folder_whose_kind_nobody_decided() {
        assertThrows(IllegalArgumentException.class, () -> Kind.of("misc"));
    }

    @Test
    void a_contract_that_knows_a_library() throws IOException {
        List<String> wrong =
                Arrows.foreignToApi(List.of(bundle("api", "", Fixtures.Handler.class)));
        assertTrue(
                wrong.stream().anyMatch(w -> w.contains("SimpleChannelInboundHandler")),
                wrong::toString);
    }

    @Test
    void a_bundle_that_is_wired_to_a_plug() throws IOException {
        BuiltBundle plug = bundle("tools.first", "Export-Package: a.b;version=\"1.0\",c.d\n");
        BuiltBundle user = bundle("launcher", "Import-Package: c.d;version=\"[1.0,2)\",a.bc\n");
        assertEquals(List.of("launcher imports c.d"), Arrows.wiredToPlugs(List.of(plug, user)));
    }

    @Test
    void a_package_in_two_bundles() throws IOException {
        List<BuiltBundle> two =
                List.of(
                        bundle("tools.first", "", Fixtures.class),
                        bundle("tools.second", "", FixtureTarget.class));
        assertEquals(1, Arrows.splitPackages(two).size());
    }

    @Test
    void a_public_type_that_is_neither_exported_nor_internal() throws IOException {
        String name = FixtureTarget.class.getName();
        assertEquals(
                List.of(name),
                Packages.neitherExportedNorInternal(bundle("net", "", FixtureTarget.class)));
        String exported = "Export-Package: " + FixtureTarget.class.getPackageName() + "\n";
        assertEquals(
                List.of(),
                Packages.neitherExportedNorInternal(bundle("net", exported, FixtureTarget.class)));
    }

    @Test
    void an_exported_internal_package() throws IOException {
        assertEquals(
                List.of("io.patchbay.net.internal"),
                Packages.exportedInternals(
                        bundle("net", "Export-Package: io.patchbay.net.internal\n")));
    }

    @Test
    void a_package_without_package_info() throws IOException {
        String exported = "Export-Package: " + FixtureTarget.class.getPackageName() + "\n";
        assertEquals(2, Packages.undeclared(bundle("net", exported, FixtureTarget.class)).size());
    }

    @Test
    void a_name_that_says_nothing() throws IOException {
        assertEquals(
                List.of(Fixtures.FixtureHelper.class.getName()),
                Packages.emptyNames(bundle("net", "", Fixtures.FixtureHelper.class)));
    }

    @Test
    void a_plug_that_only_a_class_path_finds() throws IOException {
        bundle("tools.first", "", FixtureTarget.class);
        write(
                folder.resolve("tools.first"),
                "META-INF/services/" + TOOL,
                FixtureTarget.class.getName());
        List<String> wrong = FactoryServices.violations(reread("tools.first"));
        assertEquals(1, wrong.size(), wrong::toString);
        assertTrue(wrong.get(0).contains("offers a container []"), wrong::toString);
    }

    @Test
    void a_plug_that_only_a_container_finds_and_that_waits_for_a_configuration()
            throws IOException {
        bundle("tools.first", "", FixtureTarget.class);
        write(
                folder.resolve("tools.first"),
                "OSGI-INF/x.xml",
                "<component configuration-policy='require'><service><provide interface='"
                        + TOOL
                        + "'/></service><implementation class='"
                        + FixtureTarget.class.getName()
                        + "'/></component>");
        List<String> wrong = FactoryServices.violations(reread("tools.first"));
        assertTrue(wrong.get(0).contains("needs something before"), wrong::toString);
        assertTrue(wrong.get(1).contains("but a class path []"), wrong::toString);
    }

    @Test
    void a_plug_that_cannot_be_made() throws IOException {
        bundle("tools.first", "", Fixtures.Unmakeable.class);
        write(
                folder.resolve("tools.first"),
                "META-INF/services/" + TOOL,
                Fixtures.Unmakeable.class.getName() + "\nno.such.Class # gone");
        String wrong = FactoryServices.violations(reread("tools.first")).toString();
        assertTrue(wrong.contains("no public constructor"), wrong);
        assertTrue(wrong.contains("no.such.Class, which it does not have"), wrong);
    }

    @Test
    void code_that_waits() throws IOException {
        String wrong =
                ByteCode.waiting(bundle("net", "", Fixtures.Waits.class), "io.patchbay.itest")
                        .toString();
        assertTrue(wrong.contains("method is synchronized"), wrong);
        assertTrue(wrong.contains("block enters a monitor"), wrong);
        assertTrue(wrong.contains("ReentrantLock.lock"), wrong);
    }

    @Test
    void a_handler_that_lets_netty_find_its_type() throws IOException {
        assertEquals(1, ByteCode.untypedHandlers(bundle("net", "", Fixtures.Handler.class)).size());
        assertEquals(
                0, ByteCode.untypedHandlers(bundle("sip", "", Fixtures.TypedHandler.class)).size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@Dis" + "abled void test() {}",
                "@Dis" + "abled()",
                "Thread." + "sleep(10)",
                "TimeUnit.SECONDS." + "sleep(1)"
            })
    void a_test_that_sleeps_or_is_disabled_without_a_reason(String text) {
        assertEquals(1, Texts.inTest("T.java", text).size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "assum" + "eTrue(here(), \"why\");",
                "Assum" + "ptions.abort(\"why\");",
                "@En" + "abledOnOs(OS.LINUX)",
                "@Dis" + "abled(\"why\")",
                "@Dis" + "abledIfSystemProperty(named = \"x\", matches = \"y\")"
            })
    void a_test_that_may_be_skipped_and_is_not_declared(String text) {
        assertEquals(1, Skips.in(text));
        var declared = Map.of("T.java", new Skips.Declared(1, "why"));
        assertEquals(List.of(), Skips.wrong(Map.of("T.java", 1), declared));
        assertEquals(1, Skips.wrong(Map.of("T.java", 1), Map.of()).size());
        assertEquals(1, Skips.wrong(Map.of("T.java", 2), declared).size());
        assertEquals(1, Skips.wrong(Map.of(), declared).size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://repo1" + ".maven.org/maven2",
                "https://registry" + ".npmjs.org/ws/-/ws.tgz",
                "\"resolved\"" + ": \"https://mirror/ws.tgz\"",
                "<url>https" + "://mirror/maven</url>",
                "registry" + "=https://mirror",
                "file:" + "/ho" + "me/somebody/x.wav",
                "cd /ro" + "ot/x"
            })
    void a_file_that_names_a_registry_or_a_machine(String text) {
        assertEquals(1, Texts.inFile("x", "first\n" + text).size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@Dis" + "abledOnOs(OS.WINDOWS)",
                "@Dis" + "abled(\"until the provider answers\")",
                "xmlns=\"http://maven.apache.org/POM/4.0.0\"",
                "<url>file://${maven.multiModuleProjectDirectory}/cnf/releaserepo</url>",
                "https://example.com/home/page",
                "\"$base/wo" + "rk/target\"",
                "/usr/lib/jvm/default-java"
            })
    void what_is_fine(String text) {
        assertEquals(List.of(), Texts.inFile("x", text));
        assertEquals(List.of(), Texts.inTest("x", text));
    }
}

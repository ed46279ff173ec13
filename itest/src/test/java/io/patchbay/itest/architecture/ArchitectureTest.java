package io.patchbay.itest.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("once")
class ArchitectureTest {

    /** Modules that are made of bundles, and are none. */
    private static final List<String> ASSEMBLIES = List.of("bom", "cnf", "embedding", "karaf");

    /** Called while something is set up, never with a frame in hand. */
    private static final List<String> BEFORE_FRAMES =
            List.of(
                    "io.patchbay.net.TlsSettings.context",
                    "io.patchbay.net.internal.NettyEventLoops.shared",
                    "io.patchbay.net.internal.NettyEventLoops.closeShared",
                    "io.patchbay.net.internal.Routes.add",
                    "io.patchbay.net.internal.Routes.remove",
                    "io.patchbay.net.internal.Routes.replace",
                    "io.patchbay.net.internal.SharedDoor",
                    "io.patchbay.transport.cloudflare.internal.Fetches");

    private static List<BuiltBundle> bundles = List.of();

    @BeforeAll
    static void read() {
        bundles = Tree.bundles();
    }

    private static void each(Function<BuiltBundle, List<String>> rule) {
        List<String> wrong =
                bundles.stream()
                        .filter(bundle -> bundle.kind() != Kind.LIB)
                        .flatMap(bundle -> rule.apply(bundle).stream())
                        .toList();
        none(wrong);
    }

    private static void none(List<String> wrong) {
        assertEquals("", String.join("\n", wrong));
    }

    @Test
    void every_folder_with_a_bundle_is_a_module_and_is_looked_at_here() {
        List<String> folders = Tree.folders();
        assertTrue(folders.size() >= 16, () -> "the tree has but " + folders);
        assertEquals(
                folders,
                Tree.modules().stream().filter(m -> !ASSEMBLIES.contains(m)).sorted().toList());
        assertEquals(folders, bundles.stream().map(BuiltBundle::folder).sorted().toList());
        for (BuiltBundle bundle : bundles) {
            boolean mayBeEmpty = bundle.kind() == Kind.LIB || bundle.kind() == Kind.TOP;
            boolean read = mayBeEmpty || !bundle.classes().isEmpty();
            assertTrue(read, () -> "no class of " + bundle.folder() + " was read");
        }
    }

    @Test
    void a_bundle_is_named_after_its_folder() {
        for (String folder : Tree.folders()) {
            String bnd = Tree.text(Tree.root().resolve(folder).resolve("bnd.bnd"));
            assertTrue(
                    bnd.lines()
                            .anyMatch(("Bundle-SymbolicName: " + Tree.bundleName(folder))::equals),
                    () -> folder + "/bnd.bnd names another bundle");
        }
    }

    @Test
    void dependencies_point_one_way() {
        none(Arrows.pointingBack(bundles));
    }

    @Test
    void contracts_know_nothing_but_the_jdk() {
        none(Arrows.foreignToApi(bundles));
    }

    @Test
    void nobody_is_wired_to_a_bundle_that_is_swapped() {
        none(Arrows.wiredToPlugs(bundles));
    }

    @Test
    void a_package_is_in_one_bundle() {
        none(Arrows.splitPackages(bundles));
    }

    @Test
    void what_is_public_is_exported_or_internal() {
        each(Packages::neitherExportedNorInternal);
        each(Packages::exportedInternals);
    }

    @Test
    void packages_are_null_marked_and_exported_ones_have_a_version() {
        each(Packages::undeclared);
    }

    @Test
    void names_say_something() {
        each(Packages::emptyNames);
    }

    @Test
    void containers_and_class_paths_find_the_same_plugs() {
        each(FactoryServices::violations);
        long plugs =
                bundles.stream()
                        .filter(b -> b.kind() == Kind.PLUG)
                        .filter(b -> !b.below("META-INF/services/io.patchbay.api.").isEmpty())
                        .count();
        assertEquals(bundles.stream().filter(b -> b.kind() == Kind.PLUG).count(), plugs);
    }

    @Test
    void netty_handlers_pass_the_type_that_they_match() {
        each(ByteCode::untypedHandlers);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "audio/io.patchbay.audio",
                "provider.openai/io.patchbay.provider",
                "transport.websocket/io.patchbay.transport",
                "transport.cloudflare-like/io.patchbay.transport",
                "runtime/io.patchbay.runtime.internal.session",
                "runtime/io.patchbay.runtime.internal.history",
                "net/io.patchbay.net"
            })
    void nothing_waits_on_the_way_of_a_frame(String place) {
        String[] parts = place.split("/");
        BuiltBundle bundle =
                bundles.stream().filter(b -> b.folder().equals(parts[0])).findFirst().orElseThrow();
        assertTrue(
                !bundle.below(parts[1].replace('.', '/')).isEmpty(), () -> "nothing in " + place);
        none(
                ByteCode.waiting(bundle, parts[1]).stream()
                        .filter(found -> BEFORE_FRAMES.stream().noneMatch(found::startsWith))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.patchbay.api.transport.TransportEvent",
                "io.patchbay.api.session.SessionEvent"
            })
    void event_families_can_be_extended(String family) throws ClassNotFoundException {
        Class<?> type = Class.forName(family);
        assertTrue(type.isSealed(), family);
        List<String> parts =
                Stream.of(type.getPermittedSubclasses())
                        .filter(each -> each.getSimpleName().equals("Extension"))
                        .flatMap(each -> Arrays.stream(each.getRecordComponents()))
                        .map(component -> component.getName())
                        .toList();
        assertTrue(parts.containsAll(List.of("type", "json")), () -> family + ": " + parts);
    }

    @Test
    void tests_do_not_sleep_and_are_disabled_for_a_reason_only() {
        List<Path> sources = Tree.testSources();
        assertTrue(sources.size() > 100, () -> "only " + sources.size() + " sources of tests");
        none(
                sources.stream()
                        .flatMap(
                                file ->
                                        Texts.inTest(
                                                Tree.root().relativize(file).toString(),
                                                Tree.text(file))
                                                .stream())
                        .toList());
    }

    @Test
    void what_may_be_skipped_is_declared_with_a_reason() {
        Map<String, Integer> conditions = new TreeMap<>();
        for (Path file : Tree.testingSources()) {
            conditions.put(Tree.root().relativize(file).toString(), Skips.in(Tree.text(file)));
        }
        none(Skips.wrong(conditions, Skips.DECLARED));
    }

    @Test
    void no_tracked_file_names_a_registry_or_a_place_on_somebodys_machine() throws Exception {
        Process git =
                new ProcessBuilder("git", "ls-files", "-z")
                        .directory(Tree.root().toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String listed = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assumeTrue(git.waitFor() == 0, "this is no git checkout, so nothing says what is tracked");
        List<String> names = new ArrayList<>(new TreeSet<>(List.of(listed.split("\0"))));
        assertTrue(names.size() > 100, () -> "only " + names.size() + " files are tracked");
        List<String> wrong = new ArrayList<>();
        for (String name : names) {
            Path file = Tree.root().resolve(name);
            if (Files.isRegularFile(file) && !isBinary(file)) {
                wrong.addAll(Texts.inFile(name, Tree.text(file)));
            }
        }
        none(wrong);
    }

    private static boolean isBinary(Path file) throws IOException {
        for (byte b : Files.readAllBytes(file)) {
            if (b == 0) {
                return true;
            }
        }
        return false;
    }
}

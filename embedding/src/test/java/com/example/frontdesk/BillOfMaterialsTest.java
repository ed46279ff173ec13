package com.example.frontdesk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The bill of materials says what the tree itself is built with. */
class BillOfMaterialsTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern PROPERTY = Pattern.compile("<([\\w.-]+version)>([^<$]+)</\\1>");
    private static final Pattern MANAGED =
            Pattern.compile(
                    "<dependency><groupId>([^<]+)</groupId><artifactId>([^<]+)</artifactId><version>([^<]+)</version>(?!<type>pom)");

    /** Measures, tests and assembles; nobody puts these into an application. */
    private static final List<String> NOT_PUBLISHED = List.of("bench", "itest");

    private static String text(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    private static Map<String, String> managed(String pom) throws IOException {
        String text = text(pom);
        Map<String, String> properties = new TreeMap<>();
        Matcher property = PROPERTY.matcher(text);
        while (property.find()) {
            properties.put(property.group(1), property.group(2));
        }
        Map<String, String> managed = new TreeMap<>();
        Matcher dependency = MANAGED.matcher(text);
        while (dependency.find()) {
            String version = dependency.group(3);
            if (version.startsWith("${")) {
                version =
                        properties.getOrDefault(
                                version.substring(2, version.length() - 1), version);
            }
            managed.put(dependency.group(1) + ":" + dependency.group(2), version);
        }
        assertTrue(managed.size() > 20, () -> pom + " manages only " + managed);
        return managed;
    }

    @Test
    void every_published_bundle_is_listed() throws IOException {
        List<String> published = new ArrayList<>();
        Matcher module = Pattern.compile("<module>([^<]+)</module>").matcher(text("pom.xml"));
        while (module.find()) {
            boolean bundle = Files.exists(ROOT.resolve(module.group(1)).resolve("bnd.bnd"));
            if (bundle && !NOT_PUBLISHED.contains(module.group(1))) {
                Matcher name =
                        Pattern.compile("Bundle-SymbolicName: (\\S+)").matcher(text(module.group(1) + "/bnd.bnd"));
                assertTrue(name.find(), () -> module.group(1) + " has no name");
                published.add("io.patchbay:" + name.group(1));
            }
        }
        List<String> listed =
                managed("bom/pom.xml").keySet().stream()
                        .filter(name -> name.startsWith("io.patchbay:"))
                        .filter(name -> !name.equals("io.patchbay:io.patchbay.karaf"))
                        .toList();
        assertEquals(published.stream().sorted().toList(), listed);
    }

    @Test
    void others_have_the_versions_that_the_tree_is_built_with() throws IOException {
        Map<String, String> ours = managed("pom.xml");
        Map<String, String> listed = managed("bom/pom.xml");
        List<String> differing =
                listed.entrySet().stream()
                        .filter(e -> !ours.getOrDefault(e.getKey(), e.getValue()).equals(e.getValue()))
                        .map(e -> e + ", built with " + ours.get(e.getKey()))
                        .toList();
        assertEquals(List.of(), differing);
        for (String property :
                List.of("netty.version", "netty.epoll.version", "jackson.version", "opentelemetry.version", "asm.version")) {
            assertEquals(
                    property(text("pom.xml"), property),
                    property(text("bom/pom.xml"), property),
                    property);
        }
    }

    @Test
    void the_bill_has_no_parent_whose_build_would_come_along() throws IOException {
        String bom = text("bom/pom.xml");
        for (String unwanted : Arrays.asList("<parent>", "<build>", "<repositories>", "<dependencies>\n    <")) {
            assertTrue(!bom.contains(unwanted), unwanted);
        }
    }

    private static String property(String pom, String name) {
        Matcher found = Pattern.compile("<" + Pattern.quote(name) + ">([^<]+)<").matcher(pom);
        assertTrue(found.find(), name);
        return found.group(1);
    }
}

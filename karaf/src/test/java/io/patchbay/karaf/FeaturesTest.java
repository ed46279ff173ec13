package io.patchbay.karaf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

class FeaturesTest {

    private static final Pattern LOCATION =
            Pattern.compile("mvn:([\\w.-]+)/([\\w.-]+)/([\\w.-]+)(?:/jar/([\\w-]+))?");

    private static List<Element> features = List.of();

    @BeforeAll
    static void read() throws Exception {
        Element root =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(Folders.FEATURES.toFile())
                        .getDocumentElement();
        features = children(root, "feature");
        assertTrue(features.size() > 10, () -> "only " + features.size() + " features");
    }

    private static List<Element> children(Element parent, String name) {
        NodeList nodes = parent.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(node -> node.getNodeType() == Node.ELEMENT_NODE)
                .filter(node -> node.getNodeName().equals(name))
                .map(Element.class::cast)
                .toList();
    }

    private static List<String> locations(Element feature) {
        return children(feature, "bundle").stream().map(Element::getTextContent).toList();
    }

    @Test
    void features_are_made_of_what_the_pom_lists_and_of_nothing_else() throws Exception {
        Set<String> wanted = new TreeSet<>();
        for (Element feature : features) {
            for (String location : locations(feature)) {
                Matcher parts = LOCATION.matcher(location);
                assertTrue(parts.matches(), () -> "no Maven coordinates: " + location);
                String file = parts.group(2) + "-" + parts.group(3);
                wanted.add(
                        String.join(
                                "/",
                                parts.group(1).replace('.', '/'),
                                parts.group(2),
                                parts.group(3),
                                parts.group(4) == null
                                        ? file + ".jar"
                                        : file + "-" + parts.group(4) + ".jar"));
            }
        }
        assertEquals(
                String.join("\n", wanted),
                String.join("\n", Folders.files(Folders.REPOSITORY, ".jar")));
    }

    @Test
    void features_name_features_of_this_file_in_their_versions() {
        List<String> there = new ArrayList<>();
        features.forEach(f -> there.add(f.getAttribute("name") + "/" + f.getAttribute("version")));
        assertEquals(there.stream().distinct().toList(), there);
        for (Element feature : features) {
            for (Element inner : children(feature, "feature")) {
                String name = inner.getTextContent() + "/" + inner.getAttribute("version");
                assertTrue(there.contains(name), () -> "there is no feature " + name);
            }
        }
    }

    @Test
    void every_feature_says_whether_it_is_fixed_or_swappable() {
        for (Element feature : features) {
            String description = feature.getAttribute("description");
            boolean says = description.contains("fixed") || description.contains("swappable");
            boolean whole = feature.getAttribute("name").equals("patchbay");
            assertEquals(!whole, says, description);
        }
    }

    @Test
    void a_swappable_feature_is_one_plug_that_stops_after_the_runtime() {
        Element core = feature("patchbay-core");
        int runtime =
                children(core, "bundle").stream()
                        .filter(bundle -> bundle.getTextContent().contains("io.patchbay.runtime/"))
                        .mapToInt(bundle -> Integer.parseInt(bundle.getAttribute("start-level")))
                        .findFirst()
                        .orElseThrow();
        for (Element feature : features) {
            if (!feature.getAttribute("description").contains("swappable")) {
                continue;
            }
            List<Element> plugs =
                    children(feature, "bundle").stream()
                            .filter(b -> b.getTextContent().startsWith("mvn:io.patchbay/"))
                            .filter(b -> !b.getTextContent().contains("/io.patchbay.lib."))
                            .toList();
            assertEquals(1, plugs.size(), () -> feature.getAttribute("name"));
            int level = Integer.parseInt(plugs.get(0).getAttribute("start-level"));
            assertTrue(level < runtime, () -> feature.getAttribute("name"));
        }
    }

    private static Element feature(String name) {
        return features.stream()
                .filter(feature -> feature.getAttribute("name").equals(name))
                .findFirst()
                .orElseThrow();
    }
}

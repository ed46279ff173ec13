package io.patchbay.itest.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Plugs are found alike by a container and by {@link java.util.ServiceLoader} (RULES 35). */
final class FactoryServices {

    static final List<String> FACTORIES =
            List.of(
                    "io.patchbay.api.transport.TransportFactory",
                    "io.patchbay.api.transport.CallerLegFactory",
                    "io.patchbay.api.provider.RealtimeProvider",
                    "io.patchbay.api.agent.AgentSource",
                    "io.patchbay.api.tool.ToolSource",
                    "io.patchbay.api.guardrail.GuardrailSource",
                    "io.patchbay.api.session.SessionObserver",
                    "io.patchbay.net.fetch.UpgradeFetch");

    private FactoryServices() {}

    /** Where the two worlds do not find the same, or cannot make what they find. */
    static List<String> violations(BuiltBundle bundle) {
        if (bundle.kind() == Kind.CONSOLE) {
            return List.of(); // its web server is in containers alone
        }
        List<String> wrong = new ArrayList<>();
        Map<String, Set<String>> components = components(bundle, wrong);
        for (String factory : FACTORIES) {
            Set<String> named = named(bundle, factory);
            Set<String> provided = components.getOrDefault(factory, Set.of());
            if (!named.equals(provided)) {
                wrong.add(
                        bundle.folder()
                                + " offers a container "
                                + provided
                                + " as "
                                + factory
                                + ", but a class path "
                                + named);
            }
            named.forEach(type -> unmakeable(bundle, type, wrong));
        }
        return wrong;
    }

    private static Set<String> named(BuiltBundle bundle, String factory) {
        Set<String> names = new TreeSet<>();
        for (BuiltBundle.BuiltFile file : bundle.below("META-INF/services/" + factory)) {
            file.text()
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .forEach(names::add);
        }
        return names;
    }

    private static void unmakeable(BuiltBundle bundle, String name, List<String> wrong) {
        if (!bundle.classes().contain(name)) {
            wrong.add(bundle.folder() + " names " + name + ", which it does not have");
            return;
        }
        JavaClass type = bundle.classes().get(name);
        boolean made =
                type.getModifiers().contains(JavaModifier.PUBLIC)
                        && type.getConstructors().stream()
                                .anyMatch(
                                        constructor ->
                                                constructor.getRawParameterTypes().isEmpty()
                                                        && constructor
                                                                .getModifiers()
                                                                .contains(JavaModifier.PUBLIC));
        if (!made) {
            wrong.add(name + " has no public constructor without arguments");
        }
    }

    /** Implementations by service; what must be there before a factory exists is wrong. */
    private static Map<String, Set<String>> components(BuiltBundle bundle, List<String> wrong) {
        Map<String, Set<String>> components = new TreeMap<>();
        for (BuiltBundle.BuiltFile file : bundle.below("OSGI-INF/")) {
            if (!file.path().endsWith(".xml")) {
                continue;
            }
            Element root = parse(file).getDocumentElement();
            String implementation = attributes(root, "implementation", "class").get(0);
            List<String> provided = attributes(root, "provide", "interface");
            for (String service : provided) {
                components.computeIfAbsent(service, s -> new TreeSet<>()).add(implementation);
            }
            if (provided.stream().anyMatch(FACTORIES::contains)) {
                boolean mandatory =
                        root.getAttribute("configuration-policy").equals("require")
                                || attributes(root, "reference", "cardinality").stream()
                                        .anyMatch(c -> !c.startsWith("0"));
                if (mandatory) {
                    wrong.add(implementation + " needs something before it can be made");
                }
            }
        }
        return components;
    }

    private static List<String> attributes(Element root, String element, String attribute) {
        List<String> values = new ArrayList<>();
        NodeList nodes = root.getElementsByTagName(element);
        for (int i = 0; i < nodes.getLength(); i++) {
            values.add(((Element) nodes.item(i)).getAttribute(attribute));
        }
        return values;
    }

    private static Document parse(BuiltBundle.BuiltFile file) {
        try {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(file.bytes()));
        } catch (IOException | SAXException | ParserConfigurationException e) {
            throw new IllegalStateException(file.path() + " is not readable", e);
        }
    }
}

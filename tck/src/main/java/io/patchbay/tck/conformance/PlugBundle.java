package io.patchbay.tck.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Manifest;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What lies beside a plug's classes: the services file, the manifest, the component. */
final class PlugBundle implements AutoCloseable {

    private final URLClassLoader files;

    PlugBundle(Class<?> factory) {
        files = new URLClassLoader(new URL[] {PlugLoader.place(factory)}, null);
    }

    /** The implementations that {@code META-INF/services} names for a contract. */
    List<String> services(Class<?> contract) throws IOException {
        URL file = files.findResource("META-INF/services/" + contract.getName());
        List<String> names = new ArrayList<>();
        if (file != null) {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    String name = line.replaceFirst("#.*", "").strip();
                    if (!name.isEmpty()) {
                        names.add(name);
                    }
                }
            }
        }
        return names;
    }

    /** The manifest, or null where classes lie without one. */
    @Nullable Manifest manifest() throws IOException {
        URL file = files.findResource("META-INF/MANIFEST.MF");
        if (file == null) {
            return null;
        }
        try (InputStream in = open(file)) {
            return new Manifest(in);
        }
    }

    /** What is wrong with the component that offers {@code factory}; null when nothing is. */
    @Nullable String componentFault(Manifest manifest, Class<?> factory, Class<?> contract)
            throws IOException {
        String listed = manifest.getMainAttributes().getValue("Service-Component");
        if (listed == null) {
            return "the manifest lists no Service-Component";
        }
        for (String path : listed.split("\\s*,\\s*")) {
            URL file = files.findResource(path);
            if (file == null) {
                return "the manifest lists " + path + ", which is not there";
            }
            Element root = parse(file);
            boolean offers =
                    values(root, "implementation", "class").contains(factory.getName())
                            && values(root, "provide", "interface").contains(contract.getName());
            if (offers) {
                boolean waits =
                        root.getAttribute("configuration-policy").equals("require")
                                || values(root, "reference", "cardinality").stream()
                                        .anyMatch(each -> !each.startsWith("0"));
                return waits ? path + " needs a configuration or a service first" : null;
            }
        }
        return "none of " + listed + " offers it";
    }

    private static List<String> values(Element root, String element, String attribute) {
        List<String> values = new ArrayList<>();
        NodeList nodes = root.getElementsByTagName(element);
        for (int i = 0; i < nodes.getLength(); i++) {
            values.add(((Element) nodes.item(i)).getAttribute(attribute));
        }
        return values;
    }

    private static Element parse(URL file) throws IOException {
        try (InputStream in = open(file)) {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(in)
                    .getDocumentElement();
        } catch (SAXException | ParserConfigurationException e) {
            throw new IOException(file + " is no XML", e);
        }
    }

    private static InputStream open(URL file) throws IOException {
        var connection = file.openConnection();
        connection.setUseCaches(false);
        return connection.getInputStream();
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}

package io.patchbay.itest.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

/** A bundle of one test class, which is a component. */
final class OneClassBundle {

    private OneClassBundle() {}

    /**
     * Writes one.
     *
     * @param service the interface under which the component is registered
     * @param headers names and values in turn, instead of or besides the usual ones
     */
    static Path write(
            Path folder, String name, Class<?> component, String service, String... headers)
            throws IOException {
        return write(folder, name, component, service, Map.of(), headers);
    }

    /** The same, whose service has these properties. */
    static Path write(
            Path folder,
            String name,
            Class<?> component,
            String service,
            Map<String, String> properties,
            String... headers)
            throws IOException {
        String type = component.getName();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        manifest.getMainAttributes().putValue("Bundle-SymbolicName", name);
        manifest.getMainAttributes().putValue("Bundle-Version", "1.0.0");
        manifest.getMainAttributes()
                .putValue("Import-Package", "io.patchbay.api.tool,io.patchbay.api.plug");
        manifest.getMainAttributes().putValue("Service-Component", "OSGI-INF/one.xml");
        for (int i = 0; i < headers.length; i += 2) {
            manifest.getMainAttributes().putValue(headers[i], headers[i + 1]);
        }
        String xml =
                "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.3.0\" name=\""
                        + type
                        + "\" activate=\"activate\"><service><provide interface=\""
                        + service
                        + "\"/></service>"
                        + properties.entrySet().stream()
                                .map(
                                        each ->
                                                "<property name=\""
                                                        + each.getKey()
                                                        + "\" value=\""
                                                        + each.getValue()
                                                        + "\"/>")
                                .collect(Collectors.joining())
                        + "<implementation class=\""
                        + type
                        + "\"/></scr:component>";
        Path jar = folder.resolve(name + "-" + headers.length + ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream to = new JarOutputStream(out, manifest)) {
            to.putNextEntry(new JarEntry("OSGI-INF/one.xml"));
            to.write(xml.getBytes(StandardCharsets.UTF_8));
            to.putNextEntry(new JarEntry(type.replace('.', '/') + ".class"));
            try (InputStream in =
                    component.getResourceAsStream("/" + type.replace('.', '/') + ".class")) {
                Objects.requireNonNull(in).transferTo(to);
            }
        }
        return jar;
    }
}

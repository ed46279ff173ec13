package io.patchbay.console.plug;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** A bundle with {@link LampTools}. */
public final class LampJar {

    /** Its symbolic name. */
    public static final String NAME = "acme.lamp";

    private LampJar() {}

    /** One of a version. */
    public static byte[] of(String version) {
        String type = LampTools.class.getName();
        String file = type.replace('.', '/') + ".class";
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        Map.of(
                        "Manifest-Version", "1.0",
                        "Bundle-ManifestVersion", "2",
                        "Bundle-SymbolicName", NAME,
                        "Bundle-Version", version,
                        "Import-Package", "io.patchbay.api.tool,io.patchbay.api.plug",
                        "Service-Component", "OSGI-INF/lamp.xml")
                .forEach(headers::putValue);
        String xml =
                "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.3.0\" name=\""
                        + type
                        + "\"><service><provide interface=\"io.patchbay.api.tool.ToolSource\"/>"
                        + "</service><implementation class=\""
                        + type
                        + "\"/></scr:component>";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest);
                InputStream in = LampJar.class.getResourceAsStream("/" + file)) {
            jar.putNextEntry(new JarEntry("OSGI-INF/lamp.xml"));
            jar.write(xml.getBytes(StandardCharsets.UTF_8));
            jar.putNextEntry(new JarEntry(file));
            Objects.requireNonNull(in).transferTo(jar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}

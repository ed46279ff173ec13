package io.patchbay.sip;

import io.patchbay.net.TlsIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;

/** Self-signed certificates, made by the JDK's own keytool. */
public record Certificates(TlsIdentity identity, X509Certificate certificate) {

    private static final String PASSWORD = "changeit";

    /**
     * Makes one.
     *
     * @param names as keytool wants them, such as {@code dns:localhost,ip:127.0.0.1}
     */
    public static Certificates selfSigned(Path folder, String names) throws Exception {
        Path file = folder.resolve("key-" + Math.abs(names.hashCode()) + ".p12");
        var command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=patchbay-test",
                        "-ext",
                        "san=" + names,
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD);
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes());
        if (keytool.waitFor() != 0) {
            throw new IOException("keytool failed: " + said);
        }
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return new Certificates(
                TlsIdentity.load(file, PASSWORD.toCharArray()),
                (X509Certificate) store.getCertificate("server"));
    }
}

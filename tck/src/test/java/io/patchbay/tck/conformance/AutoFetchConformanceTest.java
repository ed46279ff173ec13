package io.patchbay.tck.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.patchbay.net.TlsIdentity;
import io.patchbay.net.TlsSettings;
import io.patchbay.net.fetch.UpgradeFetch;
import io.patchbay.net.http.HttpServerConfig;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The kit, on the fetch {@code auto}, which TLS lets choose HTTP/2. */
class AutoFetchConformanceTest extends UpgradeFetchConformance {

    private static final String PASSWORD = "changeit";

    @TempDir static Path folder;
    private static @Nullable KeyStore store;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path file = folder.resolve("server.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "server",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=patchbay-test",
                                "-ext",
                                "san=dns:localhost,ip:127.0.0.1",
                                "-validity",
                                "2",
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                PASSWORD)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), said);
        KeyStore made = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            made.load(in, PASSWORD.toCharArray());
        }
        store = made;
    }

    private static KeyStore store() {
        KeyStore made = store;
        if (made == null) {
            throw new IllegalStateException("no certificate was made");
        }
        return made;
    }

    @Override
    protected UpgradeFetch fetch() {
        return UpgradeFetch.auto();
    }

    @Override
    protected HttpServerConfig.Builder server() {
        try {
            return super.server().http2(true).tls(TlsIdentity.of(store(), PASSWORD.toCharArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected TlsSettings trust() {
        try {
            return TlsSettings.defaults()
                    .trusting(List.of((X509Certificate) store().getCertificate("server")));
        } catch (KeyStoreException e) {
            throw new IllegalStateException(e);
        }
    }
}

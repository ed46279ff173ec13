package io.patchbay.bench.internal.load;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * An identity for 127.0.0.1 that lives as long as this process. The JDK's keytool makes it, for the
 * JDK has no public way to sign a certificate.
 */
public final class SelfSigned implements AutoCloseable {

    /** Of the trust store, which holds a certificate and no secret. */
    public static final String TRUST_PASSWORD = "load-server";

    private static final String ALIAS = "load";
    private static final long KEYTOOL_SECONDS = 60;

    private final SSLContext context;
    private final Path folder;
    private final Path trustStore;

    private SelfSigned(SSLContext context, Path folder, Path trustStore) {
        this.context = context;
        this.folder = folder;
        this.trustStore = trustStore;
    }

    /**
     * Makes a key pair and its certificate, valid for a day. Takes a second.
     *
     * @throws IOException when keytool or a file fails
     * @throws GeneralSecurityException when the key cannot be used
     */
    public static SelfSigned create()
            throws IOException, GeneralSecurityException, InterruptedException {
        Path folder = Files.createTempDirectory("patchbay-load");
        Path trust = folder.resolve("trust.p12");
        folder.toFile().deleteOnExit();
        trust.toFile().deleteOnExit(); // the last named goes first
        Path identity = folder.resolve("identity.p12");
        char[] password = TRUST_PASSWORD.toCharArray();
        try {
            keytool(identity);
            KeyStore store = KeyStore.getInstance(identity.toFile(), password);
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(ALIAS, store.getCertificate(ALIAS));
            try (OutputStream out = Files.newOutputStream(trust)) {
                trusted.store(out, password);
            }
            return new SelfSigned(context(store, password), folder, trust);
        } finally {
            Files.deleteIfExists(identity);
        }
    }

    private static void keytool(Path identity) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                                .toString(),
                                        "-genkeypair",
                                        "-alias",
                                        ALIAS,
                                        "-keyalg",
                                        "EC",
                                        "-groupname",
                                        "secp256r1",
                                        "-dname",
                                        "CN=127.0.0.1",
                                        "-ext",
                                        "SAN=ip:127.0.0.1",
                                        "-validity",
                                        "1",
                                        "-storetype",
                                        "PKCS12",
                                        "-storepass",
                                        TRUST_PASSWORD,
                                        "-keystore",
                                        identity.toString()))
                        .redirectErrorStream(true)
                        .start();
        try {
            process.getOutputStream().close(); // it must not ask
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("keytool made no identity: " + said.strip());
            }
        } finally {
            process.destroy();
        }
    }

    private static SSLContext context(KeyStore store, char[] password)
            throws GeneralSecurityException {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        var made = SSLContext.getInstance("TLS");
        made.init(keys.getKeyManagers(), null, null);
        return made;
    }

    /** For the server's connections. */
    SSLContext context() {
        return context;
    }

    /** A PKCS #12 file with the certificate alone; gone with this object or this process. */
    public Path trustStore() {
        return trustStore;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(trustStore);
        Files.deleteIfExists(folder);
    }
}

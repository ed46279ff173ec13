package io.patchbay.net;

import io.patchbay.api.plug.Settings;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Objects;
import java.util.Optional;

/**
 * What an operator set for the outgoing connections of a plug.
 *
 * @param proxy through which they go, if any
 * @param tls whom they trust
 * @param allowPlain whether they may leave this machine without TLS
 */
public record ClientSettings(Optional<ProxySettings> proxy, TlsSettings tls, boolean allowPlain) {

    /** Comments may come before the first certificate of a PEM file. */
    private static final int PEM_HEAD_WITHIN = 4_096;

    /** Checks for null. */
    public ClientSettings {
        Objects.requireNonNull(proxy, "proxy");
        Objects.requireNonNull(tls, "tls");
    }

    /**
     * Reads the settings, all of them optional: {@code proxy} is {@code
     * http://user:password@host:port}; {@code allowPlain} (false) permits connections without TLS
     * to other machines; {@code trustStore} is the path of a PEM, PKCS#12 or JKS file with the
     * issuers to trust in place of the Java runtime's, {@code trustStorePassword} opens it. In a
     * container {@code .proxy} and {@code .trustStorePassword}, with a dot, keep them from other
     * bundles.
     *
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    public static ClientSettings read(Settings settings) {
        return new ClientSettings(
                settings.text("proxy").map(ClientSettings::proxy),
                settings.text("trustStore")
                        .map(path -> trust(path, settings.text("trustStorePassword", "")))
                        .orElse(TlsSettings.defaults()),
                settings.flag("allowPlain", false));
    }

    private static ProxySettings proxy(String url) {
        try {
            return ProxySettings.parse(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("setting 'proxy': " + e.getMessage(), e);
        }
    }

    private static TlsSettings trust(String path, String password) {
        try {
            File file = new File(path);
            return TlsSettings.trustStore(
                    isPem(file) ? pem(file) : KeyStore.getInstance(file, password.toCharArray()));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "setting 'trustStore': "
                            + path
                            + " cannot be read as a key store; check path and trustStorePassword",
                    e);
        }
    }

    private static boolean isPem(File file) throws IOException {
        try (InputStream in = new FileInputStream(file)) {
            return new String(in.readNBytes(PEM_HEAD_WITHIN), StandardCharsets.ISO_8859_1)
                    .contains("-----BEGIN CERTIFICATE-----");
        }
    }

    private static KeyStore pem(File file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = new FileInputStream(file)) {
            for (Certificate issuer :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("issuer-" + store.size(), issuer);
            }
        }
        return store;
    }
}

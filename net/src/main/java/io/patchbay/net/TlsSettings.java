package io.patchbay.net;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom a client trusts. The host name is always verified, and there is no way to trust everybody.
 *
 * <p>Immutable. Keep and reuse an instance: it remembers the context that it made.
 */
public final class TlsSettings {

    private static final TlsSettings DEFAULTS = new TlsSettings(null, List.of());

    private final @Nullable KeyStore trustStore;
    private final List<X509Certificate> additional;
    private @Nullable SSLContext context;

    private TlsSettings(@Nullable KeyStore trustStore, List<X509Certificate> additional) {
        this.trustStore = trustStore;
        this.additional = additional;
    }

    /** Trusts what the Java runtime trusts. */
    public static TlsSettings defaults() {
        return DEFAULTS;
    }

    /** Trusts the issuers in {@code trustStore} instead of those of the Java runtime. */
    public static TlsSettings trustStore(KeyStore trustStore) {
        return new TlsSettings(trustStore, List.of());
    }

    /** Trusts these certificates besides. */
    public TlsSettings trusting(Collection<X509Certificate> certificates) {
        var all = new ArrayList<>(additional);
        all.addAll(certificates);
        return new TlsSettings(trustStore, List.copyOf(all));
    }

    /**
     * The context for client connections, made at the first call. May read the runtime's trust
     * store, so not for an event loop; from any other thread.
     *
     * @throws GeneralSecurityException when a store or certificate is unusable
     * @throws IOException when a store cannot be read
     */
    public synchronized SSLContext context() throws GeneralSecurityException, IOException {
        if (context == null) {
            var made = SSLContext.getInstance("TLS");
            made.init(null, new TrustManager[] {trust()}, null);
            context = made;
        }
        return context;
    }

    private X509TrustManager trust() throws GeneralSecurityException, IOException {
        X509TrustManager base = managerOf(trustStore);
        if (additional.isEmpty()) {
            return base;
        }
        var union = KeyStore.getInstance(KeyStore.getDefaultType());
        union.load(null, null);
        int n = 0;
        for (X509Certificate issuer : base.getAcceptedIssuers()) {
            union.setCertificateEntry("base-" + n++, issuer);
        }
        for (X509Certificate certificate : additional) {
            union.setCertificateEntry("additional-" + n++, certificate);
        }
        return managerOf(union);
    }

    private static X509TrustManager managerOf(@Nullable KeyStore store)
            throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new GeneralSecurityException("this Java runtime has no X.509 trust manager");
    }

    @Override
    public String toString() {
        return "TlsSettings["
                + (trustStore == null ? "trust of the runtime" : "own trust store")
                + (additional.isEmpty() ? "]" : ", " + additional.size() + " more]");
    }
}

package io.patchbay.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Who a server is: its private key and certificate chain.
 *
 * <p>Immutable; {@link #toString()} says nothing about the key.
 */
public final class TlsIdentity {

    private final SSLContext context;

    private TlsIdentity(SSLContext context) {
        this.context = context;
    }

    /**
     * Takes the identity from a key store that is already open.
     *
     * @param password of the key in it; not kept
     * @throws GeneralSecurityException when there is no usable key
     */
    public static TlsIdentity of(KeyStore store, char[] password) throws GeneralSecurityException {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return new TlsIdentity(context);
    }

    /**
     * Takes the identity from a PKCS #12 or JKS file. Reads the file, so not for an event loop.
     *
     * @param password of the file and of the key in it; not kept
     * @throws IOException when the file cannot be read or the password is wrong
     * @throws GeneralSecurityException when there is no usable key in it
     */
    public static TlsIdentity load(Path file, char[] password)
            throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password);
        }
        return of(store, password);
    }

    /** The context for server connections. */
    public SSLContext context() {
        return context;
    }

    @Override
    public String toString() {
        return "TlsIdentity[]";
    }
}

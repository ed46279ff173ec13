package io.patchbay.sip.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.EventLoops;
import io.patchbay.sip.Certificates;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipSettings.Carrier;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A certificate is renewed while sockets, and calls over them, stay. */
final class DoorCertificatesTest {

    private final SerialLoop loop = EventLoops.shared().next();

    private static SipSettings tls(Certificates certificates, int port) {
        return SipSettings.builder()
                .carriers(Set.of(Carrier.TLS))
                .tlsPort(port)
                .tls(certificates.identity())
                .build();
    }

    /** The certificate that connections to the door are shown. */
    private Certificate shown(SipDoor door, Certificates... trusted) throws Exception {
        CompletableFuture<Void> settled = new CompletableFuture<>();
        loop.execute(() -> settled.complete(null));
        settled.get(60, TimeUnit.SECONDS);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < trusted.length; i++) {
            store.setCertificateEntry("c" + i, trusted[i].certificate());
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", portOf(door))) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    private static int portOf(SipDoor door) {
        String uri = door.listening().get(0).toString().replaceFirst(";.*", "");
        return Integer.parseInt(URI.create(uri).getSchemeSpecificPart().split(":", -1)[1]);
    }

    @Test
    void connections_that_come_after_a_certificate_was_renewed_see_the_new_one(@TempDir Path folder)
            throws Exception {
        Certificates old = Certificates.selfSigned(folder, "dns:old.example");
        Certificates renewed = Certificates.selfSigned(folder, "dns:new.example");
        SharedSipDoor shared =
                SharedSipDoor.bind("127.0.0.1", tls(old, 0), "a", loop, new ScriptedSounds());
        try {
            SipDoor first = shared.open("a", tls(old, 0), call -> {});
            assertEquals(old.certificate(), shown(first, old, renewed));
            SipDoor second = shared.open("a", tls(renewed, portOf(first)), call -> {});
            first.close();
            assertEquals(renewed.certificate(), shown(second, old, renewed));
        } finally {
            shared.end();
        }
    }

    @Test
    void another_port_for_tls_is_not_taken_for_the_one_that_is_open(@TempDir Path folder)
            throws Exception {
        Certificates certificates = Certificates.selfSigned(folder, "dns:sip.example");
        SipSettings both =
                SipSettings.builder()
                        .carriers(Set.of(Carrier.UDP, Carrier.TLS))
                        .tls(certificates.identity())
                        .build();
        SharedSipDoor shared =
                SharedSipDoor.bind("127.0.0.1", both, "a", loop, new ScriptedSounds());
        try {
            shared.open("a", both, call -> {}).close();
            SipSettings moved = both.toBuilder().tlsPort(1).build();
            String why =
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> shared.open("a", moved, call -> {}))
                            .getMessage();
            assertTrue(String.valueOf(why).contains("tlsPort 1"), why);
        } finally {
            shared.end();
        }
    }
}

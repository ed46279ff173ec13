package io.patchbay.net.internal;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import java.net.ConnectException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Turns what the network and TLS throw into one line that says what to do. */
final class Failures {

    private static final int LONGEST = 200;

    private Failures() {}

    static ConnectionException ofConnect(Throwable cause, String where, Duration timeout) {
        if (cause instanceof ConnectTimeoutException) {
            return new ConnectionException(
                    Kind.TIMEOUT,
                    where
                            + " does not answer within "
                            + timeout.toMillis()
                            + " ms; check address and firewall");
        }
        if (cause instanceof ConnectException) {
            return new ConnectionException(
                    Kind.REFUSED,
                    where + " refused the connection; check the port, and that the server runs");
        }
        return new ConnectionException(
                Kind.UNREACHABLE, where + " cannot be reached: " + line(cause));
    }

    static ConnectionException ofTls(Throwable cause, Target target) {
        if (find(cause, ClosedChannelException.class) != null) {
            // says nothing about trust: a server that restarts does this
            return new ConnectionException(
                    Kind.CLOSED,
                    target.hostAndPort() + " closed the connection during the TLS handshake");
        }
        return new ConnectionException(Kind.TLS, tlsMessage(cause, target));
    }

    private static String tlsMessage(Throwable cause, Target target) {
        String host = target.host();
        if (find(cause, NotSslRecordException.class) != null) {
            return target.hostAndPort()
                    + " does not speak TLS; check the port, or use a plain scheme";
        }
        if (find(cause, CertificateExpiredException.class) != null
                || find(cause, CertificateNotYetValidException.class) != null) {
            return "the certificate of " + host + " is not valid now; check it, and this clock";
        }
        if (find(cause, CertPathBuilderException.class) != null) {
            return "the certificate of "
                    + host
                    + " was issued by nobody that is trusted here; add its issuer to the trust"
                    + " settings";
        }
        CertificateException certificate = find(cause, CertificateException.class);
        if (certificate != null) {
            return "the certificate does not prove that this is " + host + ": " + line(certificate);
        }
        return "no TLS connection to " + target.hostAndPort() + ": " + line(cause);
    }

    private static <T extends Throwable> @Nullable T find(Throwable cause, Class<T> type) {
        Throwable at = cause;
        for (int depth = 0; at != null && depth < 16; depth++) {
            if (type.isInstance(at)) {
                return type.cast(at);
            }
            at = at.getCause();
        }
        return null;
    }

    /** What an exception says, as one bounded line. */
    static String line(Throwable cause) {
        String message = cause.getMessage();
        String text = message == null ? cause.getClass().getSimpleName() : message;
        text = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
    }
}

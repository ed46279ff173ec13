package io.patchbay.sip.internal;

import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipSettings.Carrier;
import io.patchbay.sip.internal.signal.Hop;
import io.patchbay.sip.internal.signal.Locator;
import io.patchbay.sip.internal.signal.SipUri;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where a request to an address goes (RFC 3263). */
final class Destinations {

    private static final int PLAIN = 5060;
    private static final int SECURE = 5061;
    private static final int WAITING = 1_000;

    /** Names are looked up off the loops: the JDK blocks there. */
    private static final ExecutorService LOOKUPS = lookups();

    /** Asks the name servers of the operating system. */
    static final Locator LOCATOR = new Locator();

    private Destinations() {}

    private static ExecutorService lookups() {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(
                        4,
                        4,
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(WAITING),
                        task -> {
                            Thread thread = new Thread(null, task, "patchbay-sip-names", 0, false);
                            thread.setDaemon(true);
                            thread.setContextClassLoader(Destinations.class.getClassLoader());
                            return thread;
                        });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** What carries a request to that address; {@code usual} when it does not say. */
    static Carrier carrier(SipUri uri, Carrier usual) {
        if (uri.isSecure()) {
            return Carrier.TLS;
        }
        String transport = uri.parameters().get("transport");
        if (transport == null) {
            return usual;
        }
        return switch (transport.toLowerCase(Locale.ROOT)) {
            case "udp" -> Carrier.UDP;
            case "tcp" -> Carrier.TCP;
            case "tls" -> Carrier.TLS;
            default -> usual;
        };
    }

    /** The carrier of a door for addresses that do not say: the simplest that it has. */
    static Carrier usual(SipSettings settings) {
        for (Carrier each : Carrier.values()) {
            if (settings.carriers().contains(each)) {
                return each;
            }
        }
        return Carrier.UDP;
    }

    private static String host(SipUri uri) {
        String host = uri.parameters().get("maddr");
        host = host == null || host.isEmpty() ? uri.host() : host;
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static int port(SipUri uri) {
        boolean secure = carrier(uri, Carrier.UDP) == Carrier.TLS;
        return uri.port() > 0 ? uri.port() : secure ? SECURE : PLAIN;
    }

    /** The address in a URI whose host needs no looking up; else null. */
    static @Nullable InetSocketAddress literal(SipUri uri) {
        if (!uri.isSip()) {
            return null;
        }
        String host = host(uri);
        if (!host.matches("[0-9]+(\\.[0-9]+){3}") && host.indexOf(':') < 0) {
            return null;
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port(uri));
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /**
     * Where requests to that address go, best first, at least one. Completes at once, or on a
     * thread for lookups.
     */
    static CompletionStage<List<Hop>> find(
            Locator locator, SipUri uri, Carrier usual, Set<Carrier> carriers) {
        InetSocketAddress literal = literal(uri);
        if (literal != null) {
            return CompletableFuture.completedStage(
                    List.of(new Hop(carrier(uri, usual), literal, host(uri))));
        }
        try {
            return CompletableFuture.supplyAsync(
                    () -> located(locator, uri, usual, carriers), LOOKUPS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private static List<Hop> located(
            Locator locator, SipUri uri, Carrier usual, Set<Carrier> carriers) {
        try {
            return locator.locate(uri, usual, carriers);
        } catch (UnknownHostException e) {
            throw new CompletionException(e);
        }
    }
}

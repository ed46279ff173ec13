package io.patchbay.sip.internal.signal;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which of our addresses leads where, as far ends see it. On the door's loop. */
final class LocalAddresses {

    private static final int MOST = 1_024;

    private final InetAddress bound;
    private final @Nullable String advertised;
    private final Map<InetAddress, InetAddress> leading =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<InetAddress, InetAddress> eldest) {
                    return size() > MOST;
                }
            };

    LocalAddresses(InetAddress bound, @Nullable String advertised) {
        this.bound = bound;
        this.advertised = advertised;
    }

    /** Address and {@code port} for whoever is at {@code far}. */
    InetSocketAddress towards(InetAddress far, int port) throws IOException {
        if (advertised != null) {
            return InetSocketAddress.createUnresolved(advertised, port);
        }
        if (!bound.isAnyLocalAddress()) {
            return new InetSocketAddress(bound, port);
        }
        InetAddress local = leading.get(far);
        if (local == null) {
            // connecting a datagram socket asks the routing table and sends nothing
            try (var probe = new DatagramSocket()) {
                probe.connect(far, 5060);
                local = probe.getLocalAddress();
            } catch (java.io.UncheckedIOException e) {
                throw e.getCause();
            }
            leading.put(far, local);
        }
        return new InetSocketAddress(local, port);
    }
}

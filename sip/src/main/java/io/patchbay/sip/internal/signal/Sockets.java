package io.patchbay.sip.internal.signal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.socket.UdpSocket;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipSettings.Carrier;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The sockets of one door: datagrams here, streams in {@link Streams}. On the door's loop. */
final class Sockets implements Wire, Streams.Receiver {

    private static final int PORT_ATTEMPTS = 32;

    private final SerialLoop loop;
    private final SipSettings settings;
    private final LocalAddresses locals;
    private final byte[] scratch = new byte[SipHead.MAX_MESSAGE];
    private volatile @Nullable UdpSocket udp;
    private final Streams tcp;
    private final Streams tls;
    private @Nullable TransactionLayer layer;

    private Sockets(
            SerialLoop loop, SipSettings settings, InetAddress bound, Streams.Patience patience) {
        this.loop = loop;
        this.settings = settings;
        this.locals = new LocalAddresses(bound, settings.advertisedHost().orElse(null));
        this.tcp = new Streams(loop, Carrier.TCP, settings, patience, this);
        this.tls = new Streams(loop, Carrier.TLS, settings, patience, this);
    }

    /** Opens all. Not on the loop; waits for it. */
    static TransactionLayer open(
            SerialLoop loop,
            SipSettings settings,
            Capabilities capabilities,
            Streams.Patience patience,
            Transactions.User user)
            throws IOException {
        InetAddress bound = InetAddress.getByName(settings.host());
        var sockets = new Sockets(loop, settings, bound, patience);
        var sources =
                new Sources(Networks.of(settings.allowedSources()), settings.invitesPerSecond());
        var layer = new TransactionLayer(loop, sockets, capabilities, sources, user);
        sockets.layer = layer;
        try {
            sockets.bind(bound);
        } catch (IOException | RuntimeException e) {
            sockets.close();
            throw e;
        }
        return layer;
    }

    private void bind(InetAddress bound) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                bind(bound, settings.port());
                return;
            } catch (BindException e) {
                unbind();
                if (settings.port() != 0 || attempt == PORT_ATTEMPTS) {
                    String where = settings.host() + ":" + settings.port();
                    throw (BindException)
                            new BindException(
                                            "cannot listen on "
                                                    + where
                                                    + " for SIP: "
                                                    + e.getMessage()
                                                    + "; choose another port or host")
                                    .initCause(e);
                }
            }
        }
    }

    private void bind(InetAddress bound, int port) throws IOException {
        int common = port;
        if (has(Carrier.TCP)) {
            tcp.listen(new InetSocketAddress(bound, common));
            common = port(Carrier.TCP);
        }
        if (has(Carrier.UDP)) {
            udp =
                    UdpSocket.open(
                            loop,
                            new InetSocketAddress(bound, common),
                            UdpSocket.MOST_BYTES,
                            this::onDatagram);
        }
        if (has(Carrier.TLS)) {
            tls.listen(new InetSocketAddress(bound, settings.tlsPort()));
        }
    }

    private void onDatagram(ByteBuffer data, InetSocketAddress from) {
        if (!admits(from.getAddress())) {
            return;
        }
        int length = data.remaining();
        data.get(scratch, 0, length);
        Parsed parsed = Parsed.datagram(scratch, length);
        if (parsed != null) {
            received(parsed, new Hop(Carrier.UDP, from, from.getAddress().getHostAddress()));
        }
    }

    private TransactionLayer receiver() {
        return Objects.requireNonNull(layer);
    }

    @Override
    public boolean allows(InetAddress source) {
        return receiver().allows(source);
    }

    @Override
    public boolean admits(InetAddress source) {
        return receiver().admits(source);
    }

    @Override
    public void received(Parsed parsed, Hop from) {
        receiver().received(parsed, from);
    }

    @Override
    public void send(byte[] message, Hop to, Consumer<String> failed) {
        UdpSocket datagrams = udp;
        if (!has(to.carrier())) {
            failed.accept("this door has no " + to.carrier());
        } else if (to.carrier() != Carrier.UDP) {
            streams(to.carrier()).send(message, to, failed);
        } else if (datagrams != null) {
            // what the system does not take is sent again by its timer
            datagrams.send(ByteBuffer.wrap(message), to.address());
        }
    }

    @Override
    public void answer(byte[] message, Hop to, Hop otherwise) {
        if (to.carrier() == Carrier.UDP) {
            send(message, to, reason -> {});
        } else if (!streams(to.carrier()).answer(message, to)) {
            send(message, otherwise, reason -> {});
        }
    }

    private Streams streams(Carrier carrier) {
        return carrier == Carrier.TLS ? tls : tcp;
    }

    @Override
    public void certify(SipSettings now) {
        tls.certify(now);
    }

    @Override
    public boolean has(Carrier carrier) {
        return settings.carriers().contains(carrier);
    }

    @Override
    public List<Hop> listening() {
        var hops = new ArrayList<Hop>();
        UdpSocket datagrams = udp;
        if (datagrams != null) {
            hops.add(new Hop(Carrier.UDP, datagrams.address(), settings.host()));
        }
        for (Carrier carrier : new Carrier[] {Carrier.TCP, Carrier.TLS}) {
            InetSocketAddress address = streams(carrier).address();
            if (address != null) {
                hops.add(new Hop(carrier, address, settings.host()));
            }
        }
        return hops;
    }

    /** Connections that stand or are being made. */
    int connections() {
        return tcp.size() + tls.size();
    }

    private int port(Carrier carrier) {
        return listening().stream()
                .filter(hop -> hop.carrier() == carrier)
                .mapToInt(hop -> hop.address().getPort())
                .findFirst()
                .orElse(0);
    }

    @Override
    public InetSocketAddress localTowards(Hop to) throws IOException {
        return locals.towards(to.address().getAddress(), port(to.carrier()));
    }

    @Override
    public void close() {
        unbind();
        tcp.close();
        tls.close();
    }

    private void unbind() {
        UdpSocket datagrams = udp;
        udp = null;
        if (datagrams != null) {
            datagrams.close();
        }
        tcp.stopListening();
        tls.stopListening();
    }
}

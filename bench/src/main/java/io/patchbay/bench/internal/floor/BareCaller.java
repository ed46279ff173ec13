package io.patchbay.bench.internal.floor;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Calls, hangs up as soon as it is answered, and calls again; on the caller's thread. */
public final class BareCaller implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 2_000;

    private static final int FIRST_WAIT_MILLIS = 500;
    private static final int LONGEST_WAIT_MILLIS = 4_000;

    /** Whoever has said nothing for so long is not there: timer F of RFC 3261. */
    private static final int SILENCE_MILLIS = 32_000;

    private final java.net.DatagramSocket socket;
    private final byte[] in = new byte[BareSip.LONGEST];
    private final DatagramPacket packet = new DatagramPacket(in, in.length);
    private int made;

    /**
     * How calls fared.
     *
     * @param answered so many were answered and have ended
     * @param lost so many were refused, or nobody answered in time
     * @param nanos how long all of them took
     */
    public record Fared(int answered, int lost, long nanos) {}

    /** Binds a free port. */
    public BareCaller() throws IOException {
        this(BareSip.HOST);
    }

    /** Binds a free port of another address of this machine. */
    public BareCaller(String host) throws IOException {
        socket = new java.net.DatagramSocket(new InetSocketAddress(host, 0));
        socket.setReceiveBufferSize(1 << 22);
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    /** Makes so many calls to a port of this machine, {@code together} at a time. */
    public Fared calls(int port, int count, int together) throws IOException {
        InetSocketAddress to = new InetSocketAddress(BareSip.HOST, port);
        Map<String, BareLine> open = new HashMap<>();
        int begun = 0;
        int answered = 0;
        int lost = 0;
        long start = System.nanoTime();
        try {
            while (answered + lost < count) {
                while (begun < count && open.size() < together) {
                    String id = newId();
                    BareLine line = new BareLine();
                    open.put(id, line);
                    begun++;
                    send(request("INVITE", id, to, BareSip.sound(line.port())), to);
                }
                String message = receive();
                if (message.isEmpty()) {
                    lost += open.size();
                    drop(open);
                    continue;
                }
                String id = BareSip.field(message, "Call-ID");
                int status = BareSip.status(message);
                if (status < 200 || !open.containsKey(id)) {
                    continue;
                }
                if (BareSip.field(message, "CSeq").endsWith("BYE")) {
                    open.remove(id).close();
                    answered++;
                } else if (status < 300) {
                    confirm(message, id, to);
                } else {
                    lost++;
                    open.remove(id).close();
                }
            }
        } finally {
            drop(open);
        }
        return new Fared(answered, lost, System.nanoTime() - start);
    }

    private String newId() {
        return "bare" + socket.getLocalPort() + "-" + made++;
    }

    private String request(String method, String id, InetSocketAddress to, String body) {
        String uri = "sip:bench@" + BareSip.HOST + ":" + to.getPort();
        return BareSip.request(method, uri, socket.getLocalPort(), id, "", body);
    }

    private void confirm(String answer, String id, InetSocketAddress to) throws IOException {
        String tag = BareSip.tag(answer);
        int port = socket.getLocalPort();
        String uri = BareSip.contact(answer);
        send(BareSip.request("ACK", uri, port, id, tag, ""), to);
        send(BareSip.request("BYE", uri, port, id, tag, ""), to);
    }

    private String receive() throws IOException {
        try {
            packet.setLength(in.length);
            socket.receive(packet);
            return BareSip.text(ByteBuffer.wrap(in, 0, packet.getLength()));
        } catch (SocketTimeoutException e) {
            return "";
        }
    }

    /** Sends an INVITE of a new call and does not wait for what comes of it. */
    public void flood(int port, int count) throws IOException {
        InetSocketAddress to = new InetSocketAddress(BareSip.HOST, port);
        for (int i = 0; i < count; i++) {
            send(request("INVITE", newId(), to, BareSip.sound(9)), to);
        }
    }

    /**
     * Asks whether somebody is there, again after half a second, one, two and then every four, as
     * datagrams get lost where a flood fills the far end's socket (RFC 3261 §17.1.2.2);
     * milliseconds until the answer, or -1 when there was none for 32 seconds.
     */
    public double options(int port) throws IOException {
        InetSocketAddress to = new InetSocketAddress(BareSip.HOST, port);
        String id = newId();
        long begun = System.nanoTime();
        try {
            int wait = FIRST_WAIT_MILLIS;
            for (int waited = 0; waited < SILENCE_MILLIS; ) {
                send(request("OPTIONS", id, to, ""), to);
                socket.setSoTimeout(wait);
                for (String answer = receive(); !answer.isEmpty(); answer = receive()) {
                    if (BareSip.field(answer, "Call-ID").equals(id)) {
                        return (System.nanoTime() - begun) / 1e6;
                    }
                }
                waited += wait;
                wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS);
            }
            return -1;
        } finally {
            socket.setSoTimeout(PATIENCE_MILLIS);
        }
    }

    /** Says something else than SIP and returns what is said to it. */
    public String ask(int port, String words) throws IOException {
        tell(port, words);
        return receive();
    }

    /** Says something else than SIP. */
    public void tell(int port, String words) throws IOException {
        send(words, new InetSocketAddress(BareSip.HOST, port));
    }

    private void send(String message, InetSocketAddress to) throws IOException {
        ByteBuffer bytes = BareSip.bytes(message);
        socket.send(new DatagramPacket(bytes.array(), bytes.limit(), to));
    }

    private static void drop(Map<String, BareLine> open) throws IOException {
        for (BareLine line : open.values()) {
            line.close();
        }
        open.clear();
    }

    @Override
    public void close() {
        socket.close();
    }
}

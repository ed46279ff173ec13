package io.patchbay.transport.sip.internal.leg;

import io.patchbay.audio.G711;
import io.patchbay.tck.conformance.Caller;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A telephone of the simplest kind, in mu-law over UDP, that shares no code with what it calls but
 * the codec's tables.
 */
final class UdpPhone implements Caller, AutoCloseable {

    private static final int FRAME = 160;
    private static final long FRAME_NANOS = 20_000_000;

    private final DatagramSocket signals = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final DatagramSocket sound = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    private final String callId = UUID.randomUUID().toString();
    private final String tag = callId.substring(0, 8);
    private final String target;
    private final InetAddress host;
    private final int port;
    private final BlockingQueue<byte[]> toSay = new LinkedBlockingQueue<>();
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> gone = new CompletableFuture<>();

    /** The first lines of all that came, in order. */
    final List<String> came = new CopyOnWriteArrayList<>();

    private volatile boolean over;
    private volatile @Nullable String invite;
    private volatile @Nullable String to;
    private volatile int soundPort;
    private volatile @Nullable String retryAfter;

    private final String caller;

    private UdpPhone(URI door, String caller) throws IOException {
        this.caller = caller;
        String rest = door.getSchemeSpecificPart().split(";", 2)[0];
        int colon = rest.lastIndexOf(':');
        host = InetAddress.getByName(rest.substring(rest.indexOf('@') + 1, colon));
        port = Integer.parseInt(rest.substring(colon + 1));
        target = "sip:help@" + rest.substring(rest.indexOf('@') + 1);
    }

    /** Calls a door, e.g. {@code sip:127.0.0.1:5062;transport=udp}. */
    static UdpPhone call(URI door, String... headers) throws IOException {
        return call(new UdpPhone(door, "\"Anna\" <sip:anna@127.0.0.1>"), door, headers);
    }

    /** Calls without a name. */
    static UdpPhone anonymous(URI door) throws IOException {
        return call(new UdpPhone(door, "<sip:anonymous@anonymous.invalid>"), door);
    }

    private static UdpPhone call(UdpPhone phone, URI door, String... headers) throws IOException {
        if (door.equals(Telephones.NOWHERE)) {
            phone.close();
            return phone;
        }
        start("signals", phone::signals);
        start("sound", phone::hear);
        StringBuilder more = new StringBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            more.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
        }
        phone.invite(more.toString());
        return phone;
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, "phone-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    // ---- signals

    private String head(String method, int number, String toField) {
        return method
                + (" "
                        + target
                        + " SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:"
                        + signals.getLocalPort())
                + (";branch=z9hG4bK"
                        + tag
                        + number
                        + method.toLowerCase(Locale.ROOT)
                        + ";rport\r\n")
                + "Max-Forwards: 70\r\nFrom: "
                + (caller + ";tag=")
                + (tag + "\r\nTo: " + toField + "\r\nCall-ID: " + callId + "\r\n")
                + ("CSeq: " + number + " " + method + "\r\n")
                + ("Contact: <sip:anna@127.0.0.1:" + signals.getLocalPort() + ">\r\n");
    }

    private void invite(String headers) throws IOException {
        String sdp =
                "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio "
                        + sound.getLocalPort()
                        + " RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101"
                        + " telephone-event/8000\r\na=fmtp:101 0-15\r\na=sendrecv\r\n";
        invite =
                head("INVITE", 1, "<" + target + ">")
                        + headers
                        + "Content-Type: application/sdp\r\nContent-Length: "
                        + sdp.length()
                        + "\r\n\r\n"
                        + sdp;
        send(invite);
        start(
                "again",
                () -> {
                    long pause = 500_000_000;
                    while (came.isEmpty() && !over && pause < 16_000_000_000L) {
                        LockSupport.parkNanos(pause);
                        pause *= 2;
                        if (came.isEmpty() && !over) {
                            again();
                        }
                    }
                });
    }

    /** Sends the INVITE once more, as one does who is in doubt whether it came. */
    void again() {
        String first = invite;
        if (first != null) {
            send(first);
        }
    }

    private void send(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        try {
            signals.send(new DatagramPacket(bytes, bytes.length, host, port));
        } catch (IOException e) {
            gone.complete(0);
        }
    }

    private void signals() {
        byte[] buffer = new byte[65_535];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                signals.receive(packet);
                take(new String(buffer, 0, packet.getLength(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            end(0); // the socket was closed
        }
    }

    private static @Nullable String field(String message, String pattern) {
        Matcher found = Pattern.compile(pattern, Pattern.MULTILINE).matcher(message);
        return found.find() ? found.group(1).strip() : null;
    }

    private void take(String message) {
        String first = message.substring(0, message.indexOf("\r\n"));
        came.add(first);
        if (!first.startsWith("SIP/2.0 ")) {
            request(message, first);
            return;
        }
        int status = Integer.parseInt(first.substring(8, 11));
        String sequence = String.valueOf(field(message, "^CSeq: *(.*)$"));
        if (sequence.endsWith("BYE") || sequence.endsWith("CANCEL") || status < 200) {
            return;
        }
        String toField = String.valueOf(field(message, "^To: *(.*)$"));
        if (status < 300) {
            to = toField;
            String media = field(message, "^m=audio (\\d+) ");
            boolean begins = soundPort == 0;
            soundPort = media == null ? 0 : Integer.parseInt(media);
            send(head("ACK", 1, toField).replace("1ack", "a1ack") + "Content-Length: 0\r\n\r\n");
            if (begins) {
                start("speech", this::speak);
            }
        } else {
            retryAfter = field(message, "^Retry-After: *(.*)$");
            send(head("ACK", 1, toField).replace("1ack", "1invite") + "Content-Length: 0\r\n\r\n");
            end(status);
        }
    }

    private void request(String message, String first) {
        if (first.startsWith("ACK")) {
            return;
        }
        StringBuilder answer = new StringBuilder("SIP/2.0 200 OK\r\n");
        for (String line : message.split("\r\n")) {
            if (line.matches("(?i)(via|from|to|call-id|cseq):.*")) {
                answer.append(line).append("\r\n");
            }
        }
        send(answer + "Content-Length: 0\r\n\r\n");
        if (first.startsWith("BYE")) {
            end(200);
        }
    }

    private void end(int status) {
        gone.complete(status);
        over = true;
        sound.close();
        signals.close();
    }

    /** Whether it was answered. */
    boolean isUp() {
        return soundPort != 0 && !over;
    }

    boolean isOver() {
        return gone.isDone();
    }

    /** The status that ended the call: 200 for a BYE. */
    int end() throws Exception {
        return gone.get(60, TimeUnit.SECONDS);
    }

    /** When to call again, as the refusal says; null where it does not. */
    @Nullable String retryAfter() {
        return retryAfter;
    }

    /** Gives up while it rings. */
    void giveUp() {
        send(
                head("CANCEL", 1, "<" + target + ">").replace("1cancel", "1invite")
                        + "Content-Length: 0\r\n\r\n");
    }

    // ---- sound

    private void hear() {
        byte[] buffer = new byte[2_048];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                sound.receive(packet);
                if ((buffer[1] & 0x7f) == 0 && packet.getLength() > 12) {
                    ByteBuffer law = ByteBuffer.wrap(buffer, 12, packet.getLength() - 12);
                    ByteBuffer linear =
                            ByteBuffer.allocate(2 * law.remaining()).order(ByteOrder.LITTLE_ENDIAN);
                    G711.MU_LAW.decode(law, linear);
                    synchronized (heard) {
                        heard.write(linear.array(), 0, linear.position());
                    }
                }
            }
        } catch (SocketException e) {
            over = true; // it was closed
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void speak() {
        byte[] packet = new byte[12 + FRAME];
        byte[] rest = new byte[0];
        long due = System.nanoTime();
        for (int number = 0; !over; number++) {
            byte[] frame = new byte[FRAME];
            java.util.Arrays.fill(frame, (byte) 0xff);
            int filled = 0;
            while (filled < FRAME) {
                if (rest.length == 0) {
                    byte[] next = toSay.poll();
                    if (next == null) {
                        break;
                    }
                    rest = next;
                }
                int count = Math.min(FRAME - filled, rest.length);
                System.arraycopy(rest, 0, frame, filled, count);
                rest = java.util.Arrays.copyOfRange(rest, count, rest.length);
                filled += count;
            }
            ByteBuffer.wrap(packet)
                    .put((byte) 0x80)
                    .put((byte) 0)
                    .putShort((short) number)
                    .putInt(number * FRAME)
                    .putInt(0x1234)
                    .put(frame);
            packets(packet, packet.length);
            due += FRAME_NANOS;
            LockSupport.parkNanos(Math.max(0, due - System.nanoTime()));
        }
    }

    private void packets(byte[] packet, int length) {
        try {
            sound.send(new DatagramPacket(packet, length, host, soundPort));
        } catch (IOException e) {
            over = true;
        }
    }

    @Override
    public void say(byte[] linear) {
        ByteBuffer law = ByteBuffer.allocate(linear.length / 2);
        G711.MU_LAW.encode(ByteBuffer.wrap(linear).order(ByteOrder.LITTLE_ENDIAN), law);
        toSay.add(law.array());
    }

    @Override
    public byte[] heard() {
        synchronized (heard) {
            return heard.toByteArray();
        }
    }

    @Override
    public void hangUp() {
        String toField = to;
        if (toField == null) {
            giveUp();
        } else {
            send(head("BYE", 2, toField) + "Content-Length: 0\r\n\r\n");
        }
        end(0);
    }

    @Override
    public void vanish() {
        close();
    }

    @Override
    public boolean isGone(Duration patience) throws Exception {
        try {
            gone.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    @Override
    public void close() {
        end(0);
    }
}

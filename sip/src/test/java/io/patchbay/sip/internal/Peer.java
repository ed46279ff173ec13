package io.patchbay.sip.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A far end whose every datagram a test writes itself. */
final class Peer implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    /** A message that has come. */
    record Message(String text) {

        String first() {
            return text.lines().findFirst().orElse("");
        }

        boolean isAnswer(int status, String method) {
            return first().startsWith("SIP/2.0 " + status + " ")
                    && header("CSeq").endsWith(" " + method);
        }

        boolean isRequest(String method) {
            return first().startsWith(method + " ");
        }

        String header(String name) {
            List<String> all = headers(name);
            return all.isEmpty() ? "" : all.get(0);
        }

        List<String> headers(String name) {
            List<String> found = new ArrayList<>();
            String start = name.toLowerCase(Locale.ROOT) + ":";
            for (String line : text.split("\r\n\r\n", 2)[0].split("\r\n")) {
                if (line.toLowerCase(Locale.ROOT).startsWith(start)) {
                    found.add(line.substring(start.length()).strip());
                }
            }
            return found;
        }

        String body() {
            String[] parts = text.split("\r\n\r\n", 2);
            return parts.length < 2 ? "" : parts[1];
        }

        /** The name of the session that the body describes. */
        String subject() {
            return body().lines()
                    .filter(line -> line.startsWith("s="))
                    .map(line -> line.substring(2))
                    .findFirst()
                    .orElse("");
        }

        long number() {
            return Long.parseLong(header("CSeq").split(" ", 2)[0]);
        }

        String tag(String field) {
            String value = header(field);
            int at = value.indexOf("tag=");
            return at < 0 ? "" : value.substring(at + 4).split("[;>]", 2)[0];
        }
    }

    final DatagramSocket socket;
    private volatile InetSocketAddress door;
    private final BlockingQueue<Message> come = new LinkedBlockingQueue<>();
    private final List<Message> passed = new ArrayList<>();

    Peer(URI listening) throws IOException {
        door = addressOf(listening);
        socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        Thread reader = new Thread(this::read, "peer");
        reader.setDaemon(true);
        reader.start();
    }

    private static InetSocketAddress addressOf(URI listening) throws IOException {
        String[] at = listening.getSchemeSpecificPart().split("[:;]");
        return new InetSocketAddress(InetAddress.getByName(at[0]), Integer.parseInt(at[1]));
    }

    /** Talks to that door from now on. */
    void towards(URI listening) throws IOException {
        door = addressOf(listening);
    }

    private void read() {
        byte[] bytes = new byte[65_536];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
            try {
                socket.receive(packet);
            } catch (SocketException e) {
                return; // closed
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            come.add(new Message(new String(bytes, 0, packet.getLength(), UTF_8)));
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    InetSocketAddress door() {
        return door;
    }

    void send(String message) throws IOException {
        byte[] bytes = message.getBytes(UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, door));
    }

    Message answer(int status, String method) throws InterruptedException {
        return await(status + " to " + method, each -> each.isAnswer(status, method));
    }

    Message request(String method) throws InterruptedException {
        return await(method, each -> each.isRequest(method));
    }

    /** The next that fits; what comes before it is put aside. */
    Message await(String what, Predicate<Message> fits) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            Message next = come.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new AssertionError(
                        "no " + what + "; came: " + passed.stream().map(Message::first).toList());
            }
            if (fits.test(next)) {
                return next;
            }
            passed.add(next);
        }
    }

    /** First lines of what was put aside. */
    List<String> passed() {
        return passed.stream().map(Message::first).toList();
    }

    /** Answers a request of the door's. */
    void respond(Message request, int status, String... more) throws IOException {
        StringBuilder answer = new StringBuilder("SIP/2.0 " + status + " Scripted\r\n");
        for (String name : List.of("Via", "Record-Route", "From", "To", "Call-ID", "CSeq")) {
            for (String value : request.headers(name)) {
                boolean bare = name.equals("To") && status > 100 && !value.contains("tag=");
                answer.append(name).append(": ").append(value);
                answer.append(bare ? ";tag=peer" : "").append("\r\n");
            }
        }
        String body = "";
        for (String field : more) {
            if (field.startsWith("v=0")) {
                body = field;
                answer.append("Content-Type: application/sdp\r\n");
            } else {
                answer.append(field).append("\r\n");
            }
        }
        answer.append("Content-Length: ").append(body.getBytes(UTF_8).length);
        send(answer + "\r\n\r\n" + body);
    }

    String contact() {
        return "<sip:peer@127.0.0.1:" + port() + ">";
    }

    @Override
    public void close() {
        socket.close();
    }
}

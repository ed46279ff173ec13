package io.patchbay.net.fetch;

import static io.patchbay.net.fetch.RawHttp2.END_HEADERS;
import static io.patchbay.net.fetch.RawHttp2.END_STREAM;
import static io.patchbay.net.fetch.RawHttp2.GOAWAY;
import static io.patchbay.net.fetch.RawHttp2.HEADERS;
import static io.patchbay.net.fetch.RawHttp2.RST_STREAM;
import static io.patchbay.net.fetch.RawHttp2.WINDOW_UPDATE;
import static io.patchbay.net.fetch.RawHttp2.block;
import static io.patchbay.net.fetch.RawHttp2.connectTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.net.Heard;
import io.patchbay.net.Leaks;
import io.patchbay.net.Sockets;
import io.patchbay.net.fetch.RawHttp2.Frame;
import io.patchbay.net.http.HttpResponse;
import io.patchbay.net.http.HttpRoute;
import io.patchbay.net.http.HttpServer;
import io.patchbay.net.http.HttpServerConfig;
import java.io.EOFException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Clients that make the server reset their streams, so that its work on them goes on while they are
 * no longer counted (CVE-2025-8671).
 */
@ExtendWith(Leaks.class)
@Timeout(120)
@NullUnmarked
class FailingHttp2StreamsTest {

    private static final int PROTOCOL_ERROR = 1;
    private static final int ENHANCE_YOUR_CALM = 11;

    /** A WINDOW_UPDATE of nothing is an error of its stream (RFC 9113, section 6.9). */
    private static final byte[] NOTHING = new byte[4];

    private final Sockets sockets = new Sockets();
    private final BlockingQueue<Heard> listeners = new LinkedBlockingQueue<>();
    private RawHttp2 line;

    @BeforeEach
    void connect() throws Exception {
        HttpServer server =
                sockets.serve(
                        HttpServerConfig.builder().http2(true).build(),
                        HttpRoute.of("POST", "/", x -> x.respond(HttpResponse.text(200, "hi"))),
                        HttpRoute.webSocket(
                                "/heard",
                                upgrade -> {
                                    var listener = new Heard();
                                    listeners.add(listener);
                                    upgrade.accept(listener);
                                }));
        line = new RawHttp2(new Socket(InetAddress.getLoopbackAddress(), server.port())).connect();
    }

    @AfterEach
    void close() {
        sockets.close();
    }

    @Test
    void half_requests_that_a_client_breaks_end_its_connection() throws Exception {
        byte[] post =
                block(
                        ":method",
                        "POST",
                        ":scheme",
                        "http",
                        ":path",
                        "/",
                        ":authority",
                        "localhost");
        endsTheConnection(
                stream -> {
                    line.send(HEADERS, END_HEADERS, stream, post);
                    line.send(WINDOW_UPDATE, 0, stream, NOTHING);
                    return endsWith(stream);
                });
    }

    @Test
    void open_websockets_that_a_client_breaks_end_its_connection() throws Exception {
        endsTheConnection(
                stream -> {
                    line.send(HEADERS, END_HEADERS, stream, connectTo("/heard"));
                    if (next(HEADERS).type() == GOAWAY) {
                        return true;
                    }
                    line.send(WINDOW_UPDATE, 0, stream, NOTHING);
                    assertFalse(listeners.take().close().clean());
                    return endsWith(stream);
                });
    }

    /** Breaks one stream, and says whether that was the last of the connection. */
    private interface Breaking {
        boolean last(int stream) throws Exception;
    }

    private static void endsTheConnection(Breaking breaking) throws Exception {
        int broken = 0;
        try {
            while (broken < 1000 && !breaking.last(2 * broken + 1)) {
                broken++;
            }
        } catch (SocketException | EOFException ended) {
            // by the stream before, whose reset came ahead of the GOAWAY: this one was on its way
        }
        assertTrue(broken > 0, "the first broken stream is forgiven");
        assertTrue(broken < 1000, "a thousand broken streams are taken without a word");
    }

    /** Whether the connection ends in place of one more stream, which is told its own error. */
    private boolean endsWith(int stream) throws Exception {
        Frame frame = next(RST_STREAM);
        if (frame.type() == GOAWAY) {
            return true;
        }
        assertEquals(stream, frame.stream());
        assertEquals(PROTOCOL_ERROR, frame.code());
        return false;
    }

    /** The next frame of this type, or the GOAWAY that came in its place. */
    private Frame next(int type) throws Exception {
        Frame frame = line.read();
        while (frame.type() != type && frame.type() != GOAWAY) {
            frame = line.read();
        }
        if (frame.type() == GOAWAY) {
            assertEquals(ENHANCE_YOUR_CALM, frame.code());
        }
        return frame;
    }

    @Test
    void a_websocket_that_ends_with_its_request_is_not_opened() throws Exception {
        line.send(HEADERS, END_HEADERS | END_STREAM, 1, connectTo("/heard"));
        Frame answer = line.next(HEADERS);
        assertTrue(
                new String(answer.payload(), StandardCharsets.ISO_8859_1)
                        .startsWith("\u008c"), // :status 400 (RFC 7541, appendix A)
                "refused");
        assertTrue((answer.flags() & END_STREAM) != 0, "and over");
        assertTrue(listeners.isEmpty());
    }
}

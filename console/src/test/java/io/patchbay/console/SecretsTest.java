package io.patchbay.console;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.management.resource.Resource;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** What is never sent, whatever is asked. */
final class SecretsTest extends WebTest {

    private static final String DOOR_SECRET = "secret-of-the-door-of-the-test";

    @Test
    void no_answer_and_no_stream_tells_a_secret() throws Exception {
        container.configure(
                "io.patchbay.transport.browser",
                Map.of("port", "0", ".secret", DOOR_SECRET, "secret", DOOR_SECRET));
        List<String> secrets =
                List.of(container.token(), CONTENT_TOKEN, OBSERVE_TOKEN, DOOR_SECRET);
        Set<String> paths = readable();
        assertTrue(paths.contains("/v1/me") && paths.contains("/v1/stream"), paths::toString);
        for (String path : paths) {
            String answer = firstOf(path.replaceAll("\\{[^}]*\\}", "x"));
            assertTrue(answer.startsWith("HTTP/1.1 "), path + ": " + answer);
            for (String secret : secrets) {
                assertFalse(answer.contains(secret), path);
            }
        }
    }

    /** The paths of all resources that can be read. */
    private static Set<String> readable() throws InvalidSyntaxException {
        Set<String> paths = new TreeSet<>();
        for (ServiceReference<Resource> reference :
                container.context().getServiceReferences(Resource.class, null)) {
            Resource resource = container.context().getService(reference);
            if (resource.method().equals("GET")) {
                paths.add(resource.path());
            }
        }
        return paths;
    }

    /** The answer, or what of a stream comes within two seconds. */
    private static String firstOf(String path) throws IOException {
        URI address = container.console().address();
        StringBuilder answer = new StringBuilder();
        try (Raw raw = Raw.of(address)) {
            raw.socket.setSoTimeout(path.endsWith("/stream") ? 2_000 : 60_000);
            raw.send(
                    "GET /api"
                            + path
                            + "?raw=true HTTP/1.1\r\nHost: "
                            + address.getAuthority()
                            + "\r\nAuthorization: Bearer "
                            + container.token()
                            + "\r\nConnection: close\r\n\r\n");
            for (int next = raw.socket.getInputStream().read();
                    next >= 0;
                    next = raw.socket.getInputStream().read()) {
                answer.append((char) next);
            }
        } catch (SocketTimeoutException e) {
            return answer.toString(); // a stream, which goes on
        }
        return answer.toString();
    }
}

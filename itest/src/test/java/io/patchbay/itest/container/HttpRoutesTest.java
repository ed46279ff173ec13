package io.patchbay.itest.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** {@code HttpRoute} services of a container are served where its operator says (RULES 49). */
class HttpRoutesTest {

    private static final String PID = "io.patchbay.net.http";

    @TempDir Path folder;

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static HttpResponse<String> get(int port, String path)
            throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static boolean answers(int port, int status, String words) {
        try {
            HttpResponse<String> answer = get(port, "/greeting/Ada");
            return answer.statusCode() == status && answer.body().contains(words);
        } catch (IOException e) {
            return false; // nobody listens there
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void routes_come_and_go_with_their_bundles_at_the_address_that_is_configured()
            throws Exception {
        int port = freePort();
        try (Container container = Container.ofTheTree()) {
            Bundle greeting =
                    container.install(
                            OneClassBundle.write(
                                    folder,
                                    "acme.greeting",
                                    GreetingRoute.class,
                                    "io.patchbay.net.http.HttpRoute",
                                    "Import-Package",
                                    "io.patchbay.net.http"));
            assertThrows(
                    IOException.class, () -> get(port, "/greeting/Ada"), "no one asked for it");
            container.configure(PID, Map.of("port", String.valueOf(port)));
            Container.eventually("the route is served", () -> answers(port, 200, "Hello Ada"));
            assertEquals(404, get(port, "/elsewhere").statusCode());

            greeting.stop();
            Container.eventually("the route is gone", () -> answers(port, 404, ""));
            greeting.start();
            Container.eventually("the route is back", () -> answers(port, 200, "Hello Ada"));

            int other = freePort();
            container.configure(PID, Map.of("port", String.valueOf(other)));
            Container.eventually("at the new address", () -> answers(other, 200, "Hello Ada"));
        }
    }
}

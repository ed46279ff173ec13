package io.patchbay.karaf;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Somebody who opens the console in Karaf with the address that its file has. */
final class Visitor {

    private static final long PATIENCE_SECONDS = 60;

    private final Path file;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .cookieHandler(new CookieManager())
                    .followRedirects(HttpClient.Redirect.NORMAL)
                    .build();

    /**
     * Creates one.
     *
     * @param file the file with address and token
     */
    Visitor(Path file) {
        this.file = file;
    }

    /**
     * Comes in by the token and reads a page, by the cookie alone, until it says what is wanted:
     * Karaf hands Jetty its configuration over a second time, and with that another port.
     *
     * @param path where the page is, such as {@code /}
     * @return the page
     * @throws AssertionError if it has not said so within a minute
     */
    String read(String path, String wanted) throws InterruptedException {
        String seen = "nothing";
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < end) {
            try {
                URI entry = URI.create(Files.readString(file).strip());
                get(entry);
                HttpResponse<String> answer = get(entry.resolve(path));
                seen = answer.statusCode() + " " + answer.body();
                if (answer.statusCode() == 200 && seen.contains(wanted)) {
                    return answer.body();
                }
            } catch (IOException e) {
                seen = e.toString();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        throw new AssertionError(path + " has no " + wanted + ", but " + seen);
    }

    /** What the server's own refusal of a path that can be read in two ways lets a page do. */
    String policyOfRefusal() throws IOException, InterruptedException {
        URI entry = URI.create(Files.readString(file).strip());
        HttpResponse<String> answer = get(entry.resolve("/api%2fv1"));
        return answer.statusCode()
                + " "
                + answer.headers().firstValue("content-security-policy").orElse("none");
    }

    private HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20)).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}

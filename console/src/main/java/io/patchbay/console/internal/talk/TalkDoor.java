package io.patchbay.console.internal.talk;

import io.patchbay.console.Console;
import io.patchbay.net.http.HttpClient;
import io.patchbay.net.http.HttpDoors;
import io.patchbay.net.http.HttpRequest;
import io.patchbay.net.http.HttpResponse;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The door through which the page's calls come in: that of the plug {@code transport.browser}. Has
 * it opened on loopback where no operator says anything about it, with a secret that nobody else
 * knows. For any thread.
 */
@Component(service = TalkDoor.class, immediate = true)
public final class TalkDoor {

    /** The door's settings. */
    static final String PID = "io.patchbay.transport.browser";

    private static final System.Logger LOG = System.getLogger(TalkDoor.class.getName());

    /** Marks settings that are the console's own. */
    private static final String OWN = "patchbay.console";

    private static final String SECRET = ".secret";
    private static final String ORIGINS = "origins";
    private static final String FILE = PID + ".cfg";
    private static final int SECRET_BYTES = 32;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ConfigurationAdmin configurations;
    private final HttpClient client = new HttpClient();

    /** For the container. */
    @Activate
    public TalkDoor(@Reference ConfigurationAdmin configurations) {
        this.configurations = configurations;
    }

    /** Has the door opened, soon, for the console's pages: they are known by its address. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            unbind = "listensNoMore")
    synchronized void listens(Console console) {
        try {
            Configuration configuration = configuration();
            String origins = origins(console.address());
            if (configuration == null) {
                configurations.getConfiguration(PID, "?").update(own(origins));
            } else if (isOwn(configuration)
                    && !origins.equals(configuration.getProperties().get(ORIGINS))) {
                // of a console that ended without a word, or listened elsewhere
                configuration.update(own(origins));
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "no door for browsers, its settings cannot be kept", e);
        }
    }

    /** The door stays as it is, for the calls that are up. */
    void listensNoMore(Console console) {}

    /** Of the pages that the console serves, by all the names that the machine has for itself. */
    private static String origins(URI console) {
        String origin = console.getScheme() + "://" + console.getAuthority();
        return "127.0.0.1".equals(console.getHost())
                ? origin + " " + origin.replace("127.0.0.1", "localhost")
                : origin;
    }

    private static boolean isOwn(Configuration configuration) {
        return configuration.getProperties().get(OWN) != null;
    }

    private static Dictionary<String, Object> own(String origins) {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        Dictionary<String, Object> own = new Hashtable<>();
        own.put("port", "0");
        own.put(ORIGINS, origins);
        own.put(SECRET, HexFormat.of().formatHex(secret));
        own.put(OWN, "true");
        return own;
    }

    /** Closes it again, if it is the console's. */
    @Deactivate
    void close() {
        try {
            Configuration configuration = configuration();
            if (configuration != null && isOwn(configuration)) {
                configuration.delete();
            }
        } catch (IOException | IllegalStateException e) {
            LOG.log(Level.DEBUG, "the settings of the door for browsers stay", e);
        }
    }

    /** Null where nobody says anything. */
    private @Nullable Configuration configuration() throws IOException {
        try {
            Configuration[] found = configurations.listConfigurations("(service.pid=" + PID + ")");
            return found == null || found.length == 0 ? null : found[0];
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e); // the filter is a constant
        }
    }

    /** Where it is; empty while it is closed. Ends without a slash. */
    Optional<URI> address() {
        return HttpDoors.listening().stream()
                .filter(door -> door.name().startsWith("browser"))
                // what is left of an earlier one, for the calls that are up
                .filter(door -> !door.name().endsWith("-live"))
                .reduce((older, newer) -> newer)
                .map(door -> URI.create(door.uri().toString().replaceFirst("/$", "")));
    }

    /**
     * Why no call can come in, with what to do; empty when one can.
     *
     * @param page the origin of the page that would call; empty for a program, or if nobody knows
     */
    Optional<String> problem(Optional<String> page) {
        try {
            Configuration configuration = configuration();
            Dictionary<String, Object> settings =
                    configuration == null ? null : configuration.getProperties();
            if (settings == null || settings.get("port") == null) {
                return Optional.of("the door for browsers is closed: write port = 0 into " + FILE);
            }
            if (settings.get(SECRET) == null) {
                return Optional.of(
                        "the console may let nobody in: write .secret = with 16 characters or more"
                                + " into "
                                + FILE);
            }
            if (page.isPresent() && !isListed(page.get(), settings)) {
                return Optional.of(
                        "the door for browsers does not let this page call: add "
                                + page.get()
                                + " to origins in "
                                + FILE);
            }
        } catch (IOException e) {
            return Optional.of("the settings of the door for browsers cannot be read");
        }
        return address().isPresent()
                ? Optional.empty()
                : Optional.of(
                        "the door for browsers did not open: the log says why, perhaps the port in "
                                + FILE
                                + " is taken");
    }

    /** As the door reads it: as it is, or with any port. */
    private static boolean isListed(String page, Dictionary<String, Object> settings) {
        Object said = settings.get(ORIGINS);
        List<String> listed =
                said == null
                        ? List.of()
                        : List.of(said.toString().toLowerCase(Locale.ROOT).split("[,\\s]+"));
        return listed.contains(page) || listed.contains(page.replaceFirst(":\\d{1,5}$", "") + ":*");
    }

    /**
     * Asks for what lets one call in.
     *
     * @param page the origin of the page that alone may use it; empty for a program
     * @param metadata what the call is known by
     * @return the credential; fails with an {@link IOException} that says what to do
     */
    CompletionStage<String> credential(
            URI door, Optional<String> page, Map<String, String> metadata) {
        try {
            Configuration configuration = configuration();
            Object secret =
                    configuration == null ? null : configuration.getProperties().get(SECRET);
            if (secret == null) {
                throw new IOException("the door for browsers is closed");
            }
            ObjectNode wish = JSON.createObjectNode().put("uses", Wishes.TRIES);
            page.ifPresent(origin -> wish.put("origin", origin));
            metadata.forEach(wish.putObject("metadata")::put);
            HttpRequest request =
                    HttpRequest.builder("POST", URI.create(door + "/credentials"))
                            .header("authorization", "Bearer " + secret)
                            .body("application/json", JSON.writeValueAsString(wish))
                            .timeout(PATIENCE)
                            .build();
            return client.send(request).handle(TalkDoor::answered);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static String answered(@Nullable HttpResponse answer, @Nullable Throwable failure) {
        if (answer == null) {
            throw new CompletionException(
                    new IOException("the door for browsers does not answer; try again", failure));
        }
        JsonNode json;
        try {
            json = JSON.readTree(answer.body());
        } catch (JacksonException e) {
            json = JSON.createObjectNode();
        }
        if (answer.status() == 201) {
            return json.path("credential").asString();
        }
        String said = json.at("/error/message").asString("");
        throw new CompletionException(
                new IOException(
                        "the door for browsers answers "
                                + answer.status()
                                + (said.isEmpty() ? "" : ": " + said)));
    }
}

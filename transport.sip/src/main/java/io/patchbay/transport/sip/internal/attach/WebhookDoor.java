package io.patchbay.transport.sip.internal.attach;

import io.patchbay.api.transport.IncomingCalls;
import io.patchbay.net.http.HttpDoor;
import io.patchbay.net.http.HttpDoors;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.List;

/** Where a provider announces calls; calls that are up do without it. */
final class WebhookDoor {

    private static final System.Logger LOG = System.getLogger(WebhookDoor.class.getName());

    private WebhookDoor() {}

    /**
     * Opens. Blocks until it listens.
     *
     * @return closes it: no call comes any more, those that are up go on
     * @throws IllegalArgumentException naming the setting that is wrong
     */
    static AutoCloseable open(WebhookSettings settings, IncomingCalls calls, Clock clock) {
        String path = settings.door().path();
        ProviderCallDesk desk = new ProviderCallDesk(settings, calls);
        HttpDoor door;
        try {
            door =
                    HttpDoors.open(
                            OpenAiSipCalls.NAME + path,
                            path,
                            settings.door().server(),
                            opened ->
                                    List.of(
                                            new WebhookRoute(
                                                    settings,
                                                    new SeenMessages(
                                                            opened.memory(),
                                                            settings.remembered(),
                                                            clock),
                                                    desk,
                                                    clock)));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("setting 'port': " + e.getMessage(), e);
        }
        LOG.log(
                Level.INFO,
                "a provider announces calls at {0}://{1}:{2}{3}",
                door.secure() ? "https" : "http",
                settings.door().server().host(),
                Integer.toString(door.address().getPort()),
                path);
        return door;
    }
}

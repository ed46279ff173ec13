package org.example.acme;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.IncomingCalls;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/**
 * Takes every file {@code *.pcm} that appears in a folder for a caller: it is heard once, and
 * beside it is written what the caller heard. Sound is PCM16, 24 kHz, mono, little-endian.
 * Settings, in a container under the PID {@code org.example.acme}:
 *
 * <ul>
 *   <li>{@code folder}: where calls come in; without it none do
 *   <li>{@code poll}: how often to look, in milliseconds
 *   <li>{@code patience}: how long a caller who has said all waits for more, in milliseconds
 * </ul>
 */
@Component(service = CallerLegFactory.class, configurationPid = "org.example.acme")
public final class AcmeCalls implements CallerLegFactory {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** For containers and {@link java.util.ServiceLoader}. */
    public AcmeCalls() {}

    @Override
    public String name() {
        return "acme";
    }

    @Override
    public AutoCloseable listen(Settings settings, PlugContext context, IncomingCalls calls) {
        Duration poll = settings.millis("poll", POLL);
        if (poll.isZero()) {
            throw new IllegalArgumentException("setting 'poll' must be at least 1 millisecond");
        }
        Duration patience = settings.millis("patience", PATIENCE);
        String folder = settings.text("folder", "");
        if (folder.isBlank()) {
            return () -> {};
        }
        AcmeDoor door = new AcmeDoor(folder(folder), poll, patience, context, calls);
        door.open();
        return door;
    }

    private static Path folder(String text) {
        try {
            Path folder = Path.of(text);
            if (Files.isDirectory(folder)) {
                return folder;
            }
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("setting 'folder' is no path", e);
        }
        throw new IllegalArgumentException("setting 'folder': there is no folder '" + text + "'");
    }

    /** Its configuration changed: there is nothing to do, and no reason to go and come back. */
    @Modified
    void modified() {}
}

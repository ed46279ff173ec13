package org.example.acme;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.CallerLegFactory;
import io.patchbay.api.transport.IncomingCalls;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/**
 * Takes whoever connects to a socket of this machine for a caller: what is written there is what
 * the caller says, what is read there is what the caller hears. Sound is PCM16, 24 kHz, mono,
 * little-endian, and nothing else is on the line. The setting {@code path}, in a container under
 * the PID {@code org.example.acme}, is where calls come in; without it none do.
 */
@Component(service = CallerLegFactory.class, configurationPid = "org.example.acme")
public final class AcmeCalls implements CallerLegFactory {

    /** For containers and {@link java.util.ServiceLoader}. */
    public AcmeCalls() {}

    @Override
    public String name() {
        return "acme";
    }

    @Override
    public AutoCloseable listen(Settings settings, PlugContext context, IncomingCalls calls) {
        String path = settings.text("path", "");
        if (path.isBlank()) {
            return () -> {};
        }
        try {
            return AcmeDoor.open(Path.of(path).toAbsolutePath(), calls);
        } catch (InvalidPathException | IOException e) {
            throw new IllegalArgumentException(
                    "setting 'path': nobody can listen at '" + path + "': " + e.getMessage(), e);
        }
    }

    /** Its configuration changed: there is nothing to do, and no reason to go and come back. */
    @Modified
    void modified() {}
}

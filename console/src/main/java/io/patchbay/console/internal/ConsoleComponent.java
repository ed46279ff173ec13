package io.patchbay.console.internal;

import io.patchbay.console.Console;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.servlet.runtime.HttpServiceRuntime;
import org.osgi.service.servlet.runtime.HttpServiceRuntimeConstants;

/**
 * Says where the console is, once the web server listens: as a service, and in a file that its
 * owner alone may read. The file is in the folder that the setting {@code state} names, or the
 * framework property {@code patchbay.state}, else in the bundle's own storage.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.patchbay.console")
public final class ConsoleComponent {

    private static final System.Logger LOG = System.getLogger("io.patchbay.console");

    private final class Open implements Console {

        private final URI address;

        Open(URI address) {
            this.address = address;
        }

        @Override
        public URI address() {
            return address;
        }

        @Override
        public URI entry() {
            return address.resolve("?token=" + gate.token());
        }

        @Override
        public String toString() {
            return "Console[" + address + "]";
        }
    }

    private final BundleContext context;
    private final Gate gate;
    private Path folder;
    private @Nullable HttpServiceRuntime server;
    private @Nullable Open open;
    private @Nullable ServiceRegistration<Console> offered;
    private @Nullable Path file;

    /** For the container. */
    @Activate
    public ConsoleComponent(
            BundleContext context, Map<String, Object> settings, @Reference Gate gate) {
        this.context = context;
        this.gate = gate;
        folder = folder(settings);
        gate.onOtherToken(this::tell);
    }

    private Path folder(Map<String, Object> settings) {
        Object said = settings.getOrDefault("state", context.getProperty("patchbay.state"));
        return said == null ? context.getDataFile("state").toPath() : Path.of(said.toString());
    }

    @Reference(
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY,
            updated = "listens",
            unbind = "listensNoMore")
    synchronized void listens(HttpServiceRuntime runtime, Map<String, Object> properties) {
        server = runtime;
        offer(address(properties.get(HttpServiceRuntimeConstants.HTTP_SERVICE_ENDPOINT)));
    }

    synchronized void listensNoMore(HttpServiceRuntime runtime) {
        // another one may have come in its place before
        if (runtime == server) {
            offer(null);
        }
    }

    @Modified
    synchronized void configured(Map<String, Object> settings) {
        Path other = folder(settings);
        if (!other.equals(folder)) {
            folder = other;
            tell();
        }
    }

    @Deactivate
    synchronized void close() {
        gate.onOtherToken(() -> {});
        offer(null);
    }

    /** The server's own name for itself on this machine, or the first of its names. */
    private static @Nullable URI address(@Nullable Object endpoints) {
        List<URI> known =
                (endpoints instanceof Object[] several
                                ? Stream.of(several)
                                : endpoints instanceof Collection<?> several
                                        ? several.stream()
                                        : Stream.ofNullable(endpoints))
                        .map(String::valueOf)
                        .filter(endpoint -> endpoint.matches("https?://[^/\\s]+/.*"))
                        .map(URI::create)
                        .toList();
        return known.stream()
                .filter(uri -> uri.getHost() != null && uri.getHost().matches("127\\..*|localhost"))
                .findFirst()
                .or(() -> known.stream().findFirst())
                .map(uri -> uri.resolve("/"))
                .orElse(null);
    }

    private void offer(@Nullable URI address) {
        Open now = open;
        if (address == null ? now == null : now != null && address.equals(now.address)) {
            return;
        }
        if (offered != null) {
            offered.unregister();
            offered = null;
        }
        open = address == null ? null : new Open(address);
        tell();
        if (open != null) {
            offered = context.registerService(Console.class, open, null);
        }
    }

    /** Puts the file where it belongs, with what is so now. */
    private synchronized void tell() {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
                file = null;
            }
            if (open != null) {
                file = EntryFile.write(folder, open.entry());
                LOG.log(
                        Level.INFO,
                        "the console is at {0}; who may read {1} finds the address to open there",
                        open.address,
                        file);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the console''s address cannot be told in {0}: {1}", folder, e);
        }
    }
}

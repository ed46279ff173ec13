package io.patchbay.launcher;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.TransportFactory;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

/**
 * Whether a plug knows what is set for it: it reads the settings, and what it leaves is unknown.
 */
final class PlugSettings {

    private PlugSettings() {}

    /** Lent to what is made only to see what it reads. */
    private record Trial(String name) implements PlugContext {

        @Override
        public Executor workers() {
            return ForkJoinPool.commonPool();
        }
    }

    /**
     * Makes a transport of the class path with these settings, connects nobody, and closes it. One
     * that is not there is left to who opens the line.
     *
     * @throws IllegalArgumentException naming the setting that is wrong, or is none of this
     *     transport's; the latter names the nearest that is
     */
    static void check(String transport, Map<String, String> values) {
        for (TransportFactory factory : ServiceLoader.load(TransportFactory.class)) {
            if (factory.name().equals(transport)) {
                Settings settings = Settings.of(values);
                factory.capabilities(settings);
                factory.create(settings, new Trial(transport)).close(CloseReason.NORMAL);
                known("the transport " + transport, settings.unread(), settings.asked());
                return;
            }
        }
    }

    /**
     * Refuses settings that nobody read.
     *
     * @throws IllegalArgumentException naming the first of them, and the one that was meant
     */
    static void known(String who, Set<String> unread, Set<String> asked) {
        if (unread.isEmpty()) {
            return;
        }
        String name = unread.iterator().next();
        throw new IllegalArgumentException(
                who
                        + " has no use for a setting '"
                        + name
                        + "'"
                        + Nearest.of(name, asked)
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse("; it reads " + String.join(", ", asked)));
    }
}

package io.patchbay.api.plug;

import java.util.concurrent.Executor;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What the runtime lends to a plug's instance for its life. Nothing of it may be kept in a static
 * field.
 */
@ProviderType
public interface PlugContext {

    /** The name that the plug was asked for by. */
    String name();

    /**
     * Threads for work that may block. Bounded: a task over the bound is refused with {@link
     * java.util.concurrent.RejectedExecutionException}. Tasks see a neutral context class loader.
     */
    Executor workers();

    /**
     * The plug tells that what it offers has changed: the runtime asks it again, on a worker. Parts
     * that are gone take no new users. From any thread; does nothing once the plug is closed.
     */
    default void changed() {}
}

package io.patchbay.api.plug;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes what a bundle offers out of use while the bundle still runs, so that whoever uses it may
 * end in peace before somebody stops it. A service of the runtime in a container; for any thread.
 */
@ProviderType
public interface PlugRetirement {

    /**
     * Gives nobody anything more of a bundle. Who uses it goes on, and whatever the bundle offers
     * later is not plugged in, until it was stopped. Never waits.
     *
     * @param bundle symbolic name
     * @param version of the bundle
     * @param drain how long users may go on; null for the usual time, which for live calls on a
     *     caller leg is until they end (RULES 27)
     * @return completes when nobody uses it any more, on any thread; at once when nobody does
     */
    CompletionStage<Void> retire(String bundle, String version, @Nullable Duration drain);
}

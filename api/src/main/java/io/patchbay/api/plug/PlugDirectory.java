package io.patchbay.api.plug;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What is plugged in right now. A service of the runtime; for any thread. */
@ProviderType
public interface PlugDirectory {

    /** All plugs, by kind, name and falling ranking. A snapshot. */
    List<PlugInfo> plugs();

    /** The newest swaps under live sessions, oldest first; at most 1000 are kept. A snapshot. */
    List<SwapRecord> swaps();
}

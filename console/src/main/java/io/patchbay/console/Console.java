package io.patchbay.console;

import java.net.URI;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The running console. A service of a container, there while the console can be reached. For any
 * thread.
 */
@ProviderType
public interface Console {

    /** Where the page is, such as {@code http://127.0.0.1:8123/}. */
    URI address();

    /**
     * The same with what lets its reader in, to do everything: a secret, for the operator's eyes
     * alone.
     */
    URI entry();
}

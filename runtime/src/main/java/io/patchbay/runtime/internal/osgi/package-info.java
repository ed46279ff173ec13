/** The thin layer between a container's services and the heart of the runtime. */
@NullMarked
package io.patchbay.runtime.internal.osgi;

import org.jspecify.annotations.NullMarked;

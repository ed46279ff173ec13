/** What changes the plugs of a container: jars are judged, brought up, drained and taken down. */
@NullMarked
package io.patchbay.management.internal;

import org.jspecify.annotations.NullMarked;
